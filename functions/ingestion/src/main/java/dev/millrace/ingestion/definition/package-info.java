/** What a user posts to describe sources: read member by member, errors name the place. */
package dev.millrace.ingestion.definition;
