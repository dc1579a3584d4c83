"""What the product is measured against: functions that do no more than the bare calls."""
