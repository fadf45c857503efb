SELECT url AS bill, sponsor AS person, sponsor_membership AS membership, 'primary' AS classification
  FROM bill
 WHERE sponsor IS NOT NULL
