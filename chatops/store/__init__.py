"""What is remembered. The only package that knows SQL.

`database.py` opens transactions; `reading.py` and `transaction.py` say what can be asked and
done in one; each other module does it for the noun it is named after.
"""
