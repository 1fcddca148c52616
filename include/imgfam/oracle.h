/* The oracle as a C library: libimgfam_oracle.
 *
 *     imgfam_oracle* oracle = imgfam_oracle_new(NULL, NULL, 0);
 *     const char* line = "{\"request\": {\"action\": \"DescribeImages\"}}";
 *     puts(imgfam_oracle_line(oracle, line, strlen(line)));
 *     imgfam_oracle_free(oracle);
 *
 * Lines and answers are those of `imgfam oracle`: docs/reference/oracle.md. A handle is used by one
 * thread at a time; several handles know nothing of each other. Nothing here ends the process,
 * prints or throws. What runs out of memory answers NULL.
 */
#ifndef IMGFAM_ORACLE_H
#define IMGFAM_ORACLE_H

#include <stddef.h>

#if defined(__GNUC__)
#define IMGFAM_ORACLE_API __attribute__((visibility("default")))
#else
#define IMGFAM_ORACLE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct imgfam_oracle imgfam_oracle;

/* The version of imgfam, as "0.1.0". Never NULL. */
IMGFAM_ORACLE_API const char* imgfam_oracle_version(void);

/* The version of the protocol of lines and answers. */
IMGFAM_ORACLE_API int imgfam_oracle_protocol(void);

/* A new oracle. `options` is NULL or a JSON object, all of whose keys may be left out:
 *
 *     {"edition": "2026", "readings": ["repeat-status=accept"], "tolerance": "5s", "given": {…}}
 *
 * NULL when they are wrong or memory has run out: `error` then holds, as far as `error_size` bytes
 * take it and always with its end, an answer as lines get it, {"error": {…}}. `error` may be NULL.
 */
IMGFAM_ORACLE_API imgfam_oracle* imgfam_oracle_new(const char* options, char* error,
                                                   size_t error_size);

/* The answer to a line of `length` bytes, without a newline at its end: one JSON object. It belongs
 * to the oracle and is good until its next call. NULL when memory has run out. */
IMGFAM_ORACLE_API const char* imgfam_oracle_line(imgfam_oracle* oracle, const char* line,
                                                 size_t length);

/* Ends the oracle. NULL is none. */
IMGFAM_ORACLE_API void imgfam_oracle_free(imgfam_oracle* oracle);

#ifdef __cplusplus
}
#endif

#endif
