"""News for citizens: written, published, corrected and withdrawn by the communications staff, read by anybody, with an RSS feed."""
