"""What of Google's APIs is like no other, one file a part."""
