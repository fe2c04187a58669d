/**
 * New documents of Elasticsearch and OpenSearch, put on a stream: which sources there are, how far
 * each has been read, and a run over them.
 */
package dev.millrace.ingestion.elasticsearch;
