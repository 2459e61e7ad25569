"""Where a profile lives, and what may be tuned. Every setting is a row of resources/settings.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import platformdirs

from connectors.errors import LockedSetting
from connectors.ports import KeyValues
from indexer.errors import QueryError

APP = "munseonaru"
KEPT = "settings"  # under this name in the profile's store: {name: value} of what differs from the default

Section = TypeVar("Section")
Value = int | float | str


def default_home() -> Path:
    """The platform's folder for the user's own data of this program."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def resources() -> Path:
    """The `resources` folder, in a checkout and in an installed package alike."""
    return Path(__file__).resolve().parent.parent / "resources"


_SWITCH = {
    **dict.fromkeys(("켬", "on", "true", "1", "예"), True),
    **dict.fromkeys(("끔", "off", "false", "0", "아니오"), False),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of resources/settings.yaml. `name` is section.field; bounds are inclusive."""

    name: str
    type: Literal["int", "float", "bool", "str"]
    default: Value
    minimum: float
    maximum: float
    level: Literal["user", "power"]
    ko: str
    en: str

    def read(self, text: str) -> Value:
        """The value that the user typed. Raises QueryError for one that is no number or out of bounds."""
        if self.type == "str":
            return text.strip()
        if self.type == "bool":
            if text.strip().lower() not in _SWITCH:
                raise QueryError(
                    f"‘{self.name}’의 값으로 ‘{text}’을(를) 쓸 수 없습니다.", "켬이나 끔(on, off)을 입력하십시오."
                )
            return _SWITCH[text.strip().lower()]
        try:
            value = int(text) if self.type == "int" else float(text)
        except ValueError:
            value = float("nan")
        if not self.minimum <= value <= self.maximum:
            kind = "정수" if self.type == "int" else "수"
            raise QueryError(
                f"‘{self.name}’의 값으로 ‘{text}’을(를) 쓸 수 없습니다.",
                f"{self.minimum:g} 이상 {self.maximum:g} 이하의 {kind}를 입력하십시오.",
            )
        return value


@cache
def rows() -> dict[str, Setting]:
    """Every setting by name, in the order of the file."""
    import yaml

    table = yaml.safe_load((resources() / "settings.yaml").read_text(encoding="utf-8"))
    return {
        name: Setting(
            name,
            row["type"],
            row["default"],
            row.get("min", 0),
            row.get("max", 1),
            row["level"],
            row["ko"],
            row["en"],
        )
        for name, row in table.items()
    }


def setting(name: str) -> Setting:
    """The row called `name`. Raises QueryError where there is none."""
    try:
        return rows()[name]
    except KeyError as error:
        raise QueryError(
            f"‘{name}’이라는 설정은 없습니다.", "`munseo settings list`로 이름을 확인하십시오."
        ) from error


class ProfileSettings:
    """A profile's values, kept in its store; what is not set there has its default."""

    def __init__(self, store: KeyValues, locked: Callable[[], Mapping[str, Value]] = dict) -> None:
        """`locked`: the values that the agency's policy fixes now, by setting name."""
        self._store = store
        self._locked = locked

    def _own(self) -> dict[str, Value]:
        found: dict[str, Value] = self._store.get(KEPT) or {}
        return {name: value for name, value in found.items() if name in rows()}

    def _kept(self) -> dict[str, Value]:
        return {**self._own(), **{n: v for n, v in self._locked().items() if n in rows()}}

    def values(self) -> dict[str, Value]:
        """Every setting's value now."""
        return {name: row.default for name, row in rows().items()} | self._kept()

    def section(self, kind: type[Section], name: str, instead: Mapping[str, float | str] | None = None) -> Section:
        """A settings dataclass filled with the values of section `name`, those of `instead` before the kept ones.

        Raises QueryError for a name of `instead` that is unknown, or a value out of bounds.
        """
        typed = {n: v if isinstance(v, str) else f"{v:g}" for n, v in (instead or {}).items()}
        kept = self._own() | {n: setting(n).read(v) for n, v in typed.items()}
        kept |= {n: v for n, v in self._locked().items() if n in rows()}
        return kind(**{n.partition(".")[2]: v for n, v in kept.items() if n.startswith(name + ".")})

    def change(self, name: str, text: str | None, kinds: dict[str, type[Any]]) -> None:
        """Set `name` to what was typed, or (None) back to its default. `kinds`: the dataclass of each section.

        Raises QueryError for an unknown name, a value out of bounds, or one that does not fit its section's others;
        LockedSetting for one that the agency's policy fixes.
        """
        row = setting(name)
        if name in self._locked():
            raise LockedSetting(f"‘{name}’은(는) 기관 정책으로 고정된 설정입니다.")
        kept = self._own()
        kept.pop(name, None)
        if text is not None and (value := row.read(text)) != row.default:
            kept[name] = value
        group = name.partition(".")[0]
        try:
            kinds[group](**{n.partition(".")[2]: v for n, v in kept.items() if n.startswith(group + ".")})
        except ValueError as error:
            raise QueryError(
                f"‘{name}’의 값이 같은 묶음의 다른 설정과 맞지 않습니다.",
                "minimum, target, maximum, article 순으로 커지도록 다른 값을 먼저 바꾸십시오.",
            ) from error
        self._store.set(KEPT, kept or None)


def documentation() -> str:
    """docs/settings.md: a table of all settings, in Korean."""
    levels = {"user": "일반", "power": "고급"}
    lines = [
        "# 설정",
        "",
        "이 문서는 `munseo settings docs`가 resources/settings.yaml에서 만듭니다. 직접 고치지 마십시오.",
        "`munseo settings set 이름 값`으로 바꾸고 `munseo settings reset 이름`으로 되돌립니다.",
        "값은 자료함에 보관되며 다음 찾기와 질문부터 쓰입니다.",
        "",
        "| 이름 | 기본값 | 범위 | 구분 | 설명 |",
        "|---|---|---|---|---|",
    ]
    for row in rows().values():
        bounds = {"bool": "켬, 끔", "str": "글"}.get(row.type, f"{row.minimum:g}~{row.maximum:g}")
        default = {True: "켬", False: "끔"}[bool(row.default)] if row.type == "bool" else row.default
        lines.append(f"| `{row.name}` | {default} | {bounds} | {levels[row.level]} | {row.ko} |")
    return "\n".join(lines) + "\n"
