-- 200 owners with 500 people each and ten follow-ups a person: 1,000,000 rows, 1 in 100 of them due,
-- spread over the whole table. Two in five are closed, as after some years.
INSERT INTO accounts_user (password, is_superuser, email, name, time_zone, is_active, is_staff, date_joined,
                           digest_on, digest_weekday, digest_hour, digest_since)
SELECT '!', false, 'owner' || n || '@bench.example', 'Owner ' || n, 'America/Denver', true, false, now(),
       false, 6, 17, now()
FROM generate_series(1, 200) AS n;

INSERT INTO contacts_contact (owner_id, prefix, given_name, family_name, credentials, pronouns, title,
    institution, department, discipline, direction, stage, origin, is_anchor, is_core, met_via, tags, note,
    allowed_channels, time_zone, may_text, cadence, last_touch_how, sort_name, search_own, search_heard,
    version, created_at)
SELECT u.id, '', 'Given', 'Family ' || n, '', '', '', 'Place', '', '', 'senior', 'met', 'chosen', false, false,
       '', '{}', '', '{}', '', false, 'update', '', 'family ' || n || ' given', 'given family ' || n, '',
       1, now()
FROM accounts_user u, generate_series(1, 500) AS n
WHERE u.email LIKE 'owner%@bench.example';

-- One row in 100 is due: a third has just opened, a third is due, a third late.
INSERT INTO followups_followup (owner_id, contact_id, basis, because, what, occurrence, together, weight,
    starts_at, opens_at, due_at, late_at, notice_at, outcome, closed_at, created_at)
SELECT owner_id, id, basis, 'You were last in touch some months ago; a note is welcome.', '', 'n' || n, '', 0,
       opens - interval '3 months', opens, opens + interval '1 month', opens + interval '2 months',
       CASE WHEN closed THEN NULL WHEN due THEN opens + third * interval '1 month' ELSE opens END,
       CASE WHEN closed THEN 'done' ELSE '' END, CASE WHEN closed THEN now() END, now()
FROM (
    SELECT c.owner_id, c.id, n, due, NOT due AND (c.id * 7 + n) % 5 < 2 AS closed, third,
           CASE (c.id + n) % 3 WHEN 0 THEN 'update' WHEN 1 THEN 'check_in' ELSE 'promise' END AS basis,
           CASE WHEN due THEN now() - interval '1 day' - third * interval '1 month'
                ELSE now() + interval '30 days' + ((c.id * 31 + n) % 300) * interval '1 day' END AS opens
    FROM contacts_contact c, generate_series(0, 9) AS n,
         LATERAL (SELECT (c.id * 10 + n) % 100 = 0 AS due, (c.id / 10) % 3 AS third) AS picked
    WHERE c.owner_id IN (SELECT id FROM accounts_user WHERE email LIKE 'owner%@bench.example')
) AS planned;
