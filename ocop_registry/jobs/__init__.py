"""Long work as jobs: what takes longer than a page should is done by a worker beside the web.

`kinds` says what work there is (apps above declare theirs), `starting` asks for it, `running` does
it once, `board` tells how far it is, `upkeep` takes up what a killed worker left, `worker` is the
process (`manage.py run_jobs`). The queue is django-tasks' own (`tasks`); a `Job` is what people see
of it.
"""
