"""Minutes on paper: a book of tables that break over pages, drawn as PDF/A and as XLSX.

What stands in them is made in ``office/minutes``; here it is only laid out.
"""
