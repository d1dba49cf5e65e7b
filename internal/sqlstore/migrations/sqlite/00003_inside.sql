-- +goose Up
-- Which places in an item look like an identity document, one a line; NULL where nobody
-- looked.
ALTER TABLE evidence ADD COLUMN inside TEXT;
