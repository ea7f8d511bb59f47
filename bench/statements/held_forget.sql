DELETE FROM due_work w USING held_answers h WHERE w.kind = 'RELEASE_ANSWER' AND w.key = h.id::text;
DELETE FROM answer_marks m USING held_answers h WHERE m.feedback_id = h.id;
DELETE FROM feedbacks f USING held_answers h WHERE f.id = h.id;
DELETE FROM case_events v USING held_answers h WHERE v.case_id = h.case_id AND v.seq = h.seq;
