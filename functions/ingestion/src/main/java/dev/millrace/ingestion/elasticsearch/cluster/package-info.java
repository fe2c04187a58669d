/**
 * Speaking to one cluster of Elasticsearch or OpenSearch: requests, answers, pages of documents.
 */
package dev.millrace.ingestion.elasticsearch.cluster;
