"""check, backup, restore, rekey: the profile's soundness, its copies and its key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Force
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, SOME_FAILED, could_not, emit, session, tell
from indexer.errors import Corrupt
from indexer.requests import as_json as plain


def passphrase_of(variable: str | None, as_json: bool) -> str | None:
    """What the environment variable holds; ends the command when it holds nothing."""
    if variable is None:
        return None
    found = os.environ.get(variable)
    if not found:
        could_not("not_configured", "error.no_passphrase", as_json, variable=variable)
    return found


@command
def check(
    run: Run,
    repair: Annotated[bool, typer.Option("--repair", help="help.repair")] = False,
) -> int:
    """0: whole, or made whole; 3: something is wrong."""
    folder = run.home
    try:
        with session(folder) as current:
            checked: requests.Checked = current.one(requests.CheckStore(repair))
    except Corrupt as error:
        checked = requests.Checked((requests.Finding("pages", False, error.message, False),))
    for finding in checked.findings:
        told = say(f"check.{finding.name}_{'ok' if finding.ok else 'bad'}")
        if run.json:
            emit({**plain(finding), "message": told})
        else:
            typer.echo(f"{say('check.ok' if finding.ok else 'check.bad')}  {told}")
    if all(f.ok for f in checked.findings):
        return DONE
    if not repair:
        if not run.json:
            tell(say("check.repair_hint"))
        return SOME_FAILED
    return _start_over(folder, run.json)


def _start_over(folder: Path, as_json: bool) -> int:
    """What is left when nothing smaller mends it: the database set aside, an empty one with the same sources."""
    from indexer.compose import start_over

    aside = start_over(folder)
    with session(folder) as current:
        sources: requests.Sources = current.one(requests.ListSources())
    if as_json:
        emit({"started_over": str(aside) if aside else None, "sources": len(sources.rows)})
        return DONE
    typer.echo(say("check.started_over", path=aside))
    typer.echo(say("check.sources_kept", n=len(sources.rows)) if sources.rows else say("check.sources_lost"))
    return DONE


@command
def backup(
    run: Run,
    file: Annotated[Path, typer.Argument(help="help.backup_file")],
    passphrase_env: Annotated[str | None, typer.Option("--passphrase-env", help="help.backup_passphrase")] = None,
    force: Force = False,
) -> int:
    """An encrypted copy of all of the profile but the keys of platforms, which stay in the credential store."""
    target = file.absolute()
    passphrase = passphrase_of(passphrase_env, run.json)
    if target.exists() and not force:
        could_not("query", "error.exists", run.json, path=target)
    with run.session() as current:
        done: requests.BackedUp = current.one(requests.BackUp(str(target), passphrase))
    if run.json:
        emit(plain(done))
    else:
        typer.echo(say("care.backed_up", path=done.path, megabytes=done.size / 1e6))
        if passphrase is None and not os.environ.get("MUNSEO_PASSPHRASE"):
            tell(say("care.backup_key"))
    return DONE


@command
def restore(
    run: Run,
    file: Annotated[Path, typer.Argument(help="help.restore_file")],
    passphrase_env: Annotated[str | None, typer.Option("--passphrase-env", help="help.restore_passphrase")] = None,
) -> int:
    """The profile as it was in the copy; the former one is kept beside it."""
    from indexer.compose import restore as put_back

    if not file.is_file():
        could_not("unreachable", "error.no_path", run.json, path=file)
    folder = run.home
    aside = put_back(folder, file.absolute(), passphrase_of(passphrase_env, run.json))
    with session(folder) as current:
        now: requests.Status = current.one(requests.GetStatus())
    if run.json:
        former = str(aside) if aside else None
        emit({"files": now.files, "passages": now.passages, "former": former})
    elif aside:
        typer.echo(say("care.restored", files=now.files, passages=now.passages, aside=aside))
    else:
        typer.echo(say("care.restored_new", files=now.files, passages=now.passages))
    return DONE


@command
def rekey(
    run: Run,
    passphrase_env: Annotated[str | None, typer.Option("--new-passphrase-env", help="help.new_passphrase")] = None,
) -> int:
    """Another key for the database: a new passphrase, or new random bytes in the credential store."""
    from indexer.compose import rekey as change

    folder = run.home
    by_passphrase = bool(os.environ.get("MUNSEO_PASSPHRASE"))
    new = passphrase_of(passphrase_env, run.json)
    if by_passphrase and new is None:
        could_not("query", "error.rekey_how", run.json)
    if not by_passphrase and new is not None:
        could_not("query", "error.rekey_random", run.json)
    if not (folder / "index.db").exists():
        could_not("unreachable", "error.no_profile", run.json, path=folder)
    change(folder, new)
    left = sorted(str(p) for p in folder.glob("index-*.db"))
    if run.json:
        emit({"rekeyed": True, "old_copies": left})
        return DONE
    typer.echo(say("care.rekeyed_passphrase" if by_passphrase else "care.rekeyed"))
    if left:
        tell(say("care.old_copies", paths=", ".join(left)))
    return DONE
