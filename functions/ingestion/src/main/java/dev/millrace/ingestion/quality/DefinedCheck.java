package dev.millrace.ingestion.quality;

import dev.millrace.ingestion.quality.check.QualityCheck;

/** A check with what its results say of it. */
record DefinedCheck(String kind, int position, Severity severity, QualityCheck check) {}
