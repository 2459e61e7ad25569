"""KRDS on Qt: tokens, palettes, fonts, icons and the one style sheet."""
