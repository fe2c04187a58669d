/** Kinesis records as functions see them: identity, decoding, writing and redriving. */
package dev.millrace.common.stream;
