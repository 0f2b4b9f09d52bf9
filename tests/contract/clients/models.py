"""saturn-api 2026.6.3's own models read records that our tests use as Saturn's.

On stdin {"jobs": [...], "deployments": [...]}. Prints one line of JSON: what they understood.
"""

import json
import sys

import saturn_api

given = json.load(sys.stdin)
jobs = saturn_api.JobList.from_dict({"jobs": given["jobs"]}).jobs
deployments = saturn_api.DeploymentList.from_dict({"deployments": given["deployments"]}).deployments
facts = {
    "jobs": [
        [
            job.name,
            job.scheduled,
            job.cron_schedule_options and job.cron_schedule_options.schedule,
            job.owner.name,
        ]
        for job in jobs
    ],
    "deployments": [[one.name, one.status, one.running_count] for one in deployments],
}
print(json.dumps(facts))
