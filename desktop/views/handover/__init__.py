"""인수인계 in 자료: a page that packs a bundle, and one that takes one in."""
