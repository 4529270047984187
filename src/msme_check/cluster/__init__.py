"""The work of a batch on the machines of a Dask cluster. Nothing else in the program knows of Dask.

What travels over the network: with each chunk its settings, and back what it gives but the large tables; with each
report its assessment. The rows of firms, the tables and the reports travel by the shared folder that is written.
"""
