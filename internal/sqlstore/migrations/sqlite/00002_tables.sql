-- +goose Up
-- What the person chose the columns of tables to be, by their headers, as JSON.
ALTER TABLE casefile ADD COLUMN tables TEXT NOT NULL DEFAULT 'null';
