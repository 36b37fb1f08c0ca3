"""Planning: from gaps to the cheapest plan, from many plans to a timetable, what it costs, and what sums tell of hidden counts."""
