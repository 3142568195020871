"""What a file says about itself: AI-generated, from which model, and how to paint it again.

The mark is IPTC's Digital Source Type ``trainedAlgorithmicMedia`` (for a poster
``compositeWithTrainedAlgorithmicMedia``) in an XMP packet, with the fields for AI systems of the IPTC Photo
Metadata Standard 2025.1 and the alternative text of 2021.1. PNG holds it in iTXt chunks, GIF in an
application extension and a comment, WebP in its XMP chunk. A mark can be removed and is no proof.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr, unescape

from PIL import Image, PngImagePlugin

from imagegen.errors import BadInput

Fields = Mapping[str, str | int | bool]

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
SOFTWARE = "Shopkeeper imagegen"
KEY = "imagegen"  # the chunk, or field of a comment, that holds the fields as JSON
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


def xmp(fields: Fields, alt: str, source: str = GENERATED) -> str:
    """Return the XMP packet. Without a date: the same picture gives the same bytes."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
    simple = {
        "xmp:CreatorTool": SOFTWARE,
        "Iptc4xmpExt:DigitalSourceType": source,
        "Iptc4xmpExt:AISystemUsed": f"{SOFTWARE}, {fields['model']}, recipe {fields['recipe']}",
        "Iptc4xmpExt:AISystemVersionUsed": f"weights {fields['weights']}",
        "Iptc4xmpExt:AIPromptInformation": json.dumps(dict(fields), ensure_ascii=False, sort_keys=True),
    }
    attributes = " ".join(f"{name}={quoteattr(str(value))}" for name, value in simple.items())
    words = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(alt)}</rdf:li></rdf:Alt>'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces} {attributes}>'
        f"<dc:description>{words}</dc:description>"
        f"<Iptc4xmpCore:AltTextAccessibility>{words}</Iptc4xmpCore:AltTextAccessibility>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def chunks(fields: Fields, alt: str, source: str = GENERATED) -> PngImagePlugin.PngInfo:
    """Return the text chunks of a PNG."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Software", SOFTWARE)
    info.add_itxt("Description", alt)
    info.add_itxt("Source", f"AI-generated ({source.rsplit('/', 1)[1]})")
    info.add_itxt(KEY, json.dumps(dict(fields), ensure_ascii=False, sort_keys=True))
    info.add_itxt("XML:com.adobe.xmp", xmp(fields, alt, source))
    return info


def png(
    image: Image.Image, fields: Fields, alt: str, source: str = GENERATED, dpi: int | None = None
) -> bytes:
    """Return a PNG file with its metadata; ``dpi`` is for print."""
    buffer = io.BytesIO()
    extra = {"dpi": (dpi, dpi)} if dpi else {}
    image.save(buffer, "PNG", pnginfo=chunks(fields, alt, source), **extra)
    return buffer.getvalue()


def animated(
    frames: Sequence[Image.Image], suffix: str, milliseconds: int, fields: Fields, alt: str
) -> bytes:
    """Return an endless loop of ``frames`` as ``.gif``, ``.webp`` or ``.png`` (APNG), with its metadata."""
    buffer, first, rest = io.BytesIO(), frames[0], list(frames[1:])
    packet = xmp(fields, alt)
    if suffix == ".gif":
        note = json.dumps({KEY: dict(fields), "description": alt}, sort_keys=True)  # ASCII, as comments are
        first.save(
            buffer, "GIF", save_all=True, append_images=rest, duration=milliseconds, loop=0, disposal=1,
            optimize=False, comment=note.encode("ascii"),
        )  # fmt: skip
        return _with_xmp(buffer.getvalue(), packet)
    if suffix == ".webp":
        first.save(
            buffer, "WEBP", save_all=True, append_images=rest, duration=milliseconds, loop=0,
            quality=90, method=2, xmp=packet.encode(),
        )  # fmt: skip
    else:
        first.save(
            buffer, "PNG", save_all=True, append_images=rest, duration=milliseconds, loop=0,
            pnginfo=chunks(fields, alt),
        )  # fmt: skip
    return buffer.getvalue()


def _with_xmp(gif: bytes, packet: str) -> bytes:
    """Put XMP before the end of a GIF, as Adobe's specification (part 3, GIF) says.

    The packet stands there as it is, not in counted blocks. The 258 bytes after it lead a reader that takes
    its bytes for block lengths to the end, wherever it comes from.
    """
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
    return gif[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet.encode() + trailer + gif[-1:]


def read(file: Path) -> dict[str, str | int | bool]:
    """Return the fields that a file painted by imagegen carries.

    Raises:
        BadInput: no picture, or one that carries none.
    """
    try:
        with Image.open(file) as opened:
            opened.load()
            info = opened.info
            packet = info.get("xmp", b"")
            if opened.format == "GIF":
                found = json.loads(info.get("comment", b"{}"))[KEY]
            elif KEY in info:
                found = json.loads(info[KEY])
            else:
                found = _prompt(packet)
    except Exception as error:  # a file that is too large, broken in any of Pillow's ways, or somebody else's
        raise BadInput(
            f"{file} is not a picture painted by imagegen, or its metadata were removed."
        ) from error
    return dict(found)


def _prompt(packet: bytes) -> dict[str, str | int | bool]:
    found = re.search(r"""AIPromptInformation=(["'])(.*?)\1""", packet.decode("utf-8"), re.DOTALL)
    if found is None:
        raise KeyError(KEY)
    return dict(json.loads(unescape(found.group(2), {"&quot;": '"'})))
