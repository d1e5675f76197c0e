CREATE TABLE contexts (
  tenant TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  value TEXT NOT NULL, -- compact JSON: as JSONB it would lose the order of members
  tag TEXT NOT NULL,
  updated BIGINT NOT NULL, -- milliseconds since 1970
  PRIMARY KEY (tenant, id)
);
