"""The shape of a list, before a cell of it is read.

- meaning, phrases: what headings say · layout: which column feeds what
- group_rows, lines: what each row is · titles: what stands around the list
- recognitions: stars and years as columns · rows: a line as the cells of a row
- senses, column_…: what a whole column says, asked once · notes: what was left out, in sentences
"""
