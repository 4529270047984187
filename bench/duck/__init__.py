"""The rules of an instrument as SQL for duckdb: the peer of the batch. All arithmetic is on whole numbers, as ours is.

It does less than the batch. It reads codes and plain digits alone: no texts of answers, no other digits, no column of
evidence, no other encodings or separators. It does not look for firms that come twice or lack what is required, guards
no cell against formulas, makes no plan (`planned` is empty), no quality checks and no report on the group. What it does
do has to come out the same, to the last digit (`agreement`).
"""
