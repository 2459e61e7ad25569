"""Control words of RTF by what they mean to a reader (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

from indexer.model import BlockKind

SKIPPED = frozenset(
    b"colortbl pict objdata fldinst themedata datastore listtable listoverridetable revtbl rsidtbl generator "
    b"xmlnstbl nonshppict sn bkmkstart bkmkend shprslt mmathPr mctrlPr "
    b"atnid atnauthor atnref atntime atndate atrfstart "
    b"atrfend colorschememapping latentstyles filetbl fontemb fontfile panose template wgrffmtfilter keycode do "
    b"passwordhash protusertbl pgptbl ftnsep ftnsepc aftnsep aftnsepc xe tc tcn rxe falt blipuid picprop pnseclvl "
    b"upr operator company manager category keywords subject comment doccomm hlinkbase objclass objname oldcprops "
    b"oldpprops oldsprops oldtprops ebcstart ebcend ffname ffdeftext ffformat ffhelptext ffstattext ffl "
    b"datafield".split()
)
KEPT = frozenset(
    b"shppict shpinst shptxt ud mmath moMath moMathPara mr annotation footnote header footer listtext pntext title "
    b"author fonttbl stylesheet info fldrslt sp sv shptop".split()
)
KINDS: dict[bytes, BlockKind] = {
    b"footnote": "footnote", b"annotation": "memo", b"header": "header", b"headerl": "header", b"headerr": "header",
    b"headerf": "header", b"footer": "footer", b"footerl": "footer", b"footerr": "footer", b"footerf": "footer",
    b"shptxt": "textbox",
}  # fmt: skip
CHARACTERS = {
    b"tab": "\t", b"line": "\n", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"endash": "–", b"emdash": "—", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"zwnj": "", b"zwj": "",
}  # fmt: skip
SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}
