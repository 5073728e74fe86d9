"""Posted papers: manifests, envelopes and sheets, and in which case each of them ends."""
