"""The shape of a list, before a cell of it is read.

- meaning, phrases: what headings say · layout: which column feeds what
- group_rows, lines: what each row is · titles: what stands around the list
- recognitions: stars and years as columns · rows: a line as the cells of a row
- columns, senses: what a whole column says, asked once · compound: cells of several
  products · notes: what was left out, in sentences
"""
