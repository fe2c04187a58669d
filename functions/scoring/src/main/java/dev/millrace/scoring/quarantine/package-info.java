/** Records that can never be scored as they are, in S3. */
package dev.millrace.scoring.quarantine;
