"""Circles in what waits for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(needs: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Each circle that a walk along ``needs`` closes, once, from its first name in alphabetical order.

    >>> list(circles({"b": ["c"], "c": ["b", "a"], "a": []}))
    [['b', 'c']]
    """
    done: set[str] = set()
    for start in sorted(needs):
        if start in done:
            continue
        # Depth-first with an explicit stack: a chain of ten thousand modules must not end in a recursion error.
        path = [start]
        on_path = {start: 0}
        stack = [iter(needs[start])]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                here = path.pop()
                done.add(here)
                del on_path[here]
            elif step in on_path:
                circle = path[on_path[step] :]
                first = circle.index(min(circle))
                yield circle[first:] + circle[:first]
            elif step not in done and step in needs:
                on_path[step] = len(path)
                path.append(step)
                stack.append(iter(needs[step]))
