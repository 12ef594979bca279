"""Cycle removal: which edges run against the flow."""


def reversed_edges(count: int, out: list[list[tuple[int, int]]], roots: list[int]) -> set[int]:
    """Numbers of the edges to turn round so that no cycle is left.

    Args:
        count: how many vertices there are.
        out: for each vertex its `(edge number, target)` pairs, in the order to walk them.
        roots: where walks begin, best first; vertices they do not reach follow in their own order.

    Returns:
        The edges that lead back to a vertex on the path from a root, as a depth-first walk meets them:
        for a loop drawn by hand that is its way back, not its way in.
    """
    fresh, open_, done = 0, 1, 2
    state = [fresh] * count
    back: set[int] = set()
    for root in (*roots, *range(count)):
        if state[root]:
            continue
        state[root] = open_
        path = [(root, iter(out[root]))]
        while path:
            vertex, steps = path[-1]
            for number, target in steps:
                seen = state[target]
                if seen == fresh:
                    state[target] = open_
                    path.append((target, iter(out[target])))
                    break
                if seen == open_:
                    back.add(number)
            else:
                state[vertex] = done
                path.pop()
    return back
