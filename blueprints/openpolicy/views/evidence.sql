-- Where to look each source up.
SELECT id,
       name,
       url,
       format('https://github.com/%s/blob/%s/%s', evidence_repository, evidence_commit, evidence_path) AS evidence
  FROM catalogue
