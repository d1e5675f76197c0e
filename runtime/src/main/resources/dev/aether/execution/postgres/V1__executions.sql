CREATE TABLE executions (
  id TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT NOT NULL,
  created_at BIGINT NOT NULL, -- nanoseconds since 1970
  parent_id TEXT,
  flow TEXT,
  tags TEXT NOT NULL, -- a list, as JSON
  withheld BOOLEAN NOT NULL,
  request TEXT NOT NULL,
  phase TEXT NOT NULL DEFAULT 'queued',
  ended BOOLEAN NOT NULL DEFAULT FALSE,
  cancelling BOOLEAN NOT NULL DEFAULT FALSE,
  owner TEXT NOT NULL, -- the lease of the server that has it
  epoch BIGINT NOT NULL DEFAULT 1 -- counts who has had it
);

CREATE INDEX executions_by_tenant ON executions (tenant, id);
CREATE INDEX executions_unfinished ON executions (owner) WHERE NOT ended;
CREATE INDEX executions_finished ON executions (id) WHERE ended;

CREATE TABLE events (
  execution_id TEXT COLLATE "C" NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (execution_id, number)
);

CREATE TABLE claims (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  at BIGINT NOT NULL, -- milliseconds since 1970
  PRIMARY KEY (tenant, key)
);

CREATE INDEX claims_of ON claims (execution_id);
CREATE INDEX claims_by_age ON claims (at);

-- The leases of servers, and executions that wait for one. The columns are db-scheduler's.
CREATE TABLE tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success TIMESTAMP WITH TIME ZONE,
  last_failure TIMESTAMP WITH TIME ZONE,
  consecutive_failures INT,
  last_heartbeat TIMESTAMP WITH TIME ZONE,
  version BIGINT NOT NULL,
  priority SMALLINT,
  state TEXT,
  PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX tasks_by_time ON tasks (execution_time);
CREATE INDEX tasks_by_heartbeat ON tasks (last_heartbeat);
