-- +goose Up
-- With what a record is hashed for the log; NULL for what was kept before that was done.
ALTER TABLE evidence ADD COLUMN salt TEXT;
