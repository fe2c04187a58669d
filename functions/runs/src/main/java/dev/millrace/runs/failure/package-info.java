/** Why a run failed: as its steps say it, as a machine caught it, as its row keeps it. */
package dev.millrace.runs.failure;
