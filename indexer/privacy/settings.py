"""Which personal data is masked before a platform is asked. Everything, unless the user says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """One switch a kind of `indexer.privacy.identifiers.KINDS`; the agency's policy may force it on."""

    resident: bool = True
    foreigner: bool = True
    passport: bool = True
    driver: bool = True
    card: bool = True
    phone: bool = True
    account: bool = True
    email: bool = True
    address: bool = True
    name: bool = True

    def kinds(self) -> frozenset[str]:
        """The kinds that are masked."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name))
