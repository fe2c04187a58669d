package dev.millrace.ingestion.record;

import dev.millrace.runs.RunId;
import java.time.Instant;

/**
 * A row as the table has it.
 *
 * @param row its JSON; where the row is left out, that of its key, time and category alone
 * @param rowLeftOut whether the row was too large for the table
 * @param time by which it is listed
 * @param job that stored it last
 * @param page its page's number, from 1
 * @param position its place among the page's rows, from 0
 * @param object key of the object in S3 that has the page
 */
public record StoredRecord(
    String row,
    boolean rowLeftOut,
    Instant time,
    RunId job,
    int page,
    int position,
    String object) {}
