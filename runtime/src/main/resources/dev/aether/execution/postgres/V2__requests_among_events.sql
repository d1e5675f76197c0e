-- An execution is written again whenever it moves, and its request is not. It is the row of its events with the
-- number 0; any other row holds events that follow each other, one a line, and has the number of the last.
INSERT INTO events (execution_id, number, data) SELECT id, 0, request FROM executions;
ALTER TABLE executions DROP COLUMN request;
