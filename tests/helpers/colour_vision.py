"""Simulation of colour blindness, and the distance of two colours as it sees them."""

from PySide6.QtGui import QColor

Triple = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
VISIONS: dict[str, tuple[Triple, Triple, Triple]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: QColor) -> Triple:
    """Give the linear parts of a colour."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str | QColor, other: str | QColor) -> float:
    """Give the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    weights = (0.2126, 0.7152, 0.0722)
    both = (linear(QColor(one)), linear(QColor(other)))
    low, high = sorted(sum(w * p for w, p in zip(weights, parts, strict=True)) for parts in both)
    return (high + 0.05) / (low + 0.05)


def difference(one: str, other: str, vision: str) -> float:
    """Give how far two colours are apart to an eye: about 2 is just seen (CIE 1976)."""
    labs = [_lab(_seen(linear(QColor(colour)), vision)) for colour in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*labs, strict=True)) ** 0.5)


def _seen(parts: Triple, vision: str) -> Triple:
    rows = VISIONS[vision]
    red, green, blue = (
        min(1.0, max(0.0, sum(w * p for w, p in zip(row, parts, strict=True)))) for row in rows
    )
    return red, green, blue


def _lab(parts: Triple) -> Triple:
    red, green, blue = parts
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
