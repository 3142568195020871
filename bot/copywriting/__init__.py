"""The marketing desk: from a brief to copies in which every claim stands in a fact."""
