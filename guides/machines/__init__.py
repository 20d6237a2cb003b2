"""What programs read of the live editions beside their pages: each module writes one form.

Pure functions of editions and settings; a view asks one of them and answers with what it wrote.
"""
