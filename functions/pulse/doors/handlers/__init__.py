"""One function per operation, in three paragraphs: the command, the use case, the documented answer."""
