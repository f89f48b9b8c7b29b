/* SPDX-License-Identifier: Apache-2.0 */
#include "key_data.h"

#include "common/reason.h"
#include "keys/line.h"

#include <stdlib.h>
#include <unistd.h>

#define ORACLE_LINES 400

/* Lines that are compared with what ssh-keygen makes of them. */
struct oracle {
	char text[ORACLE_LINES][1024];
	bool told[ORACLE_LINES]; /* ssh-keygen read a key from this line */
};

/* A line of the given words, the words of a key file among them where %s stands. */
__attribute__((format(printf, 2, 3))) static struct view write_line(
	const char *file, const char *format, ...)
{
	static char text[8192];
	char beginning[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(beginning, sizeof beginning, format, args);
	va_end(args);
	struct view key = key_data_read(file);
	snprintf(text, sizeof text, "%s%.*s", beginning, (int)key.len, key.data);
	return view_of(text);
}

/* Parses a line that has to be sound. */
static struct line *reads(struct view text)
{
	static struct line line;
	struct note note;
	if (line_parse(text, &line, &note) != 0)
		fail_msg("%.*s: %s", (int)text.len, text.data, note.text);
	assert_int_equal(line.fault_at, 0);
	return &line;
}

/* Expects that a line is refused at a column, with words that name the fault. */
static void refuses(struct view text, size_t column, const char *words)
{
	static struct line line;
	struct note note = {"accepted"};
	int r = line_parse(text, &line, &note);
	if (r != REASON_BAD_LINE || line.fault_at != column || !strstr(note.text, words))
		fail_msg("%.*s: %d at %zu, %s", (int)text.len, text.data, r, line.fault_at,
			note.text);
}

static void walks_over_empty_lines_and_comments_and_counts_them(void **state)
{
	(void)state;
	struct line_cursor cursor = {
		view_of("\n# a comment\n  \t\n\r\n \t# x\n  first \nsecond\r\nlast"), 0};
	struct view text;
	assert_true(line_next(&cursor, &text));
	assert_true(view_is(text, "first "));
	assert_int_equal(cursor.number, 6);
	assert_true(line_next(&cursor, &text));
	assert_true(view_is(text, "second"));
	assert_int_equal(cursor.number, 7);
	assert_true(line_next(&cursor, &text));
	assert_true(view_is(text, "last"));
	assert_int_equal(cursor.number, 8);
	assert_false(line_next(&cursor, &text));
	assert_false(line_next(&cursor, &text));
}

static void walks_over_an_empty_file(void **state)
{
	(void)state;
	struct line_cursor cursor = {{NULL, 0}, 0};
	struct view text;
	assert_false(line_next(&cursor, &text));
}

static void reads_type_key_and_comment(void **state)
{
	(void)state;
	struct line *line = reads(key_data_read("ed25519.pub"));
	assert_true(view_is(line->type, "ssh-ed25519"));
	assert_true(view_is(line->comment, "ed25519@example"));
	assert_int_equal(line->base64.len, 68);
	assert_int_equal(line->options_text.len, 0);
	assert_int_equal(line->key.kind->family, KEY_ED25519);
	assert_ptr_equal(line->key.bytes.data, line->bytes);
}

static void reads_every_plain_type(void **state)
{
	(void)state;
	static const char *const files[] = {"ed25519.pub", "rsa1024.pub", "rsa16384.pub",
		"ecdsa256.pub", "ecdsa384.pub", "ecdsa521.pub", "dsa1024.pub", "sk_ed25519.pub",
		"sk_ecdsa256.pub"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		reads(key_data_read(files[i]));
}

static void blanks_and_tabs_stand_between_words(void **state)
{
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	char text[512];
	snprintf(text, sizeof text, "\t no-pty \t ssh-ed25519\t %.*s  a \t comment\t ", 68,
		key.data + 12);
	struct line *line = reads(view_of(text));
	assert_false(line->options.pty);
	assert_true(view_is(line->comment, "a \t comment"));
}

static void a_line_may_end_with_its_key(void **state)
{
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	assert_int_equal(reads((struct view){key.data, 80})->comment.len, 0);
}

static void a_carriage_return_at_the_end_is_not_part_of_the_line(void **state)
{
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	char text[512];
	snprintf(text, sizeof text, "%.*s\r", 80, key.data);
	assert_int_equal(reads(view_of(text))->text.len, 80);
	snprintf(text, sizeof text, "%.*s\r\r", 80, key.data);
	refuses(view_of(text), 13, "not base64");
}

static void reads_options_with_blanks_between_quotes(void **state)
{
	(void)state;
	struct line *line =
		reads(write_line("ed25519.pub", "command=\"echo \\\"a b\\\" #\",no-pty "));
	assert_true(view_is(line->options.command, "echo \\\"a b\\\" #"));
	assert_true(view_is(line->options_text, "command=\"echo \\\"a b\\\" #\",no-pty"));
}

static void a_key_of_a_type_that_differs_from_its_word_is_refused(void **state)
{
	(void)state;
	struct view key = key_data_read("ecdsa256.pub");
	char text[512];
	snprintf(text, sizeof text, "ecdsa-sha2-nistp384 %.*s", (int)key.len - 20, key.data + 20);
	refuses(view_of(text), 1, "another type");
	key = key_data_read("ed25519.pub");
	snprintf(text, sizeof text, "ssh-rsa %.*s", (int)key.len - 12, key.data + 12);
	refuses(view_of(text), 1, "another type");
}

static void the_names_of_rsa_signatures_stand_for_rsa_keys(void **state)
{
	(void)state;
	struct view key = key_data_read("rsa2048.pub");
	char text[1024];
	static const char *const words[] = {"rsa-sha2-256", "rsa-sha2-512"};
	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof text, "%s %.*s", words[i], (int)key.len - 8, key.data + 8);
		struct line *line = reads(view_of(text));
		assert_true(view_is(line->type, words[i]));
		assert_string_equal(line->key.kind->name, "ssh-rsa");
	}
	key = key_data_read("ed25519.pub");
	snprintf(text, sizeof text, "rsa-sha2-256 %.*s", (int)key.len - 12, key.data + 12);
	refuses(view_of(text), 1, "another type");
}

static void refuses_a_nul_anywhere(void **state)
{
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	char text[512];
	for (size_t at = 0; at <= key.len; at++) {
		memcpy(text, key.data, at);
		text[at] = '\0';
		memcpy(text + at + 1, key.data + at, key.len - at);
		refuses((struct view){text, key.len + 1}, at + 1, "NUL");
	}
}

static void refuses_a_newline_in_the_line(void **state)
{
	(void)state;
	refuses(view_of("command=\"a\nb\" ssh-ed25519 AAAA"), 11, "newline");
}

static void refuses_a_byte_order_mark(void **state)
{
	(void)state;
	refuses(write_line("ed25519.pub", "\xef\xbb\xbf"), 1, "byte order mark");
}

static void refuses_a_certificate_in_place_of_a_key(void **state)
{
	(void)state;
	refuses(key_data_read("user_ed25519-cert.pub"), 1, "certificate");
	refuses(write_line("user_rsa2048-cert.pub", "cert-authority "), 16, "certificate");
	struct view cert = key_data_read("user_ed25519-cert.pub");
	char text[2048];
	snprintf(text, sizeof text, "ssh-ed25519%.*s", (int)cert.len - 32, cert.data + 32);
	refuses(view_of(text), 1, "another type");
}

static void refuses_what_is_no_key(void **state)
{
	(void)state;
	refuses(view_of(""), 1, "empty");
	refuses(view_of("ssh-ed25519"), 12, "before its key");
	refuses(view_of("ssh-ed25519 \t"), 14, "before its key");
	refuses(view_of("no-pty"), 7, "no key");
	refuses(view_of("no-pty ssh-ed25518 AAAA"), 8, "neither a known type");
	refuses(view_of("ssh-ed25518 AAAA"), 1, "ssh-ed25518");
	refuses(view_of("SSH-ED25519 AAAA"), 1, "SSH-ED25519");
	refuses(view_of("ssh-ed25519 AAA"), 13, "not base64");
	refuses(view_of("ssh-ed25519 AAAA"), 13, "cut off");
	refuses(view_of("no-pty ssh-ed25519 !"), 20, "not base64");
}

static void refuses_a_key_that_is_longer_than_any_sound_one(void **state)
{
	(void)state;
	char text[8192] = "ssh-rsa ";
	memset(text + 8, 'A', BASE64_ENCODED_LEN(BLOB_PLAIN_MAX) + 4);
	refuses(view_of(text), 9, "longer");
}

static void gives_the_column_of_a_bad_option(void **state)
{
	(void)state;
	refuses(write_line("ed25519.pub", "no-pty,foo "), 8, "\"foo\"");
	refuses(write_line("ed25519.pub", "  no-pty,foo "), 10, "\"foo\"");
	refuses(write_line("ed25519.pub", "no-pty, restrict "), 9, "neither a known type");
	refuses(write_line("ed25519.pub", "no-pty,command=\"x "), 1, "double quote");
}

static void a_comma_may_end_the_options_as_in_sshd(void **state)
{
	(void)state;
	assert_true(reads(write_line("ed25519.pub", "restrict, "))->options.restricted);
}

static void a_second_key_on_a_line_is_comment(void **state)
{
	(void)state;
	struct view first = key_data_read("ed25519.pub");
	char text[1024];
	int len = snprintf(text, sizeof text, "%.*s ", 80, first.data);
	struct view second = key_data_read("ecdsa256.pub");
	snprintf(text + len, sizeof text - (size_t)len, "%.*s", (int)second.len, second.data);
	assert_true(view_equal(reads(view_of(text))->comment, second));
}

static void a_key_line_has_no_options(void **state)
{
	(void)state;
	static struct line line;
	struct note note;
	assert_int_equal(line_parse_key(key_data_read("ed25519.pub"), &line, &note), 0);
	assert_int_equal(line_parse_key(write_line("ed25519.pub", "no-pty "), &line, &note),
		REASON_BAD_LINE);
	assert_int_equal(line.fault_at, 1);
}

/* Changes a text at one place: another character, one more, one less, or an end. */
static void spoil(char *text, size_t cap)
{
	static const char some[] = "AAZaz09+/==-_ \t\x01\xff#";
	size_t len = strlen(text), at = (size_t)random() % len;
	char c = some[(size_t)random() % (sizeof some - 1)];
	switch (random() % 5) {
	case 0:
		text[at] = c;
		break;
	case 1:
		memmove(text + at, text + at + 1, len - at);
		break;
	case 2:
		if (len + 1 < cap) {
			memmove(text + at + 1, text + at, len - at + 1);
			text[at] = c;
		}
		break;
	case 3:
		text[at] = '\0';
		break;
	default:
		break;
	}
}

/* Changes a byte of a blob, or its length; the point of a curve is left alone. */
static size_t spoil_blob(unsigned char *bytes, size_t len, bool has_point)
{
	size_t at = (size_t)random() % (has_point ? 39 : len);
	switch (random() % 4) {
	case 0:
		bytes[at] = (unsigned char)random();
		break;
	case 1:
		bytes[at] ^= (unsigned char)(1 << random() % 8);
		break;
	case 2:
		return (size_t)random() % len;
	default:
		bytes[len] = (unsigned char)random();
		return len + 1;
	}
	return len;
}

/* Writes the line of number i: a spoilt key, and its number as the comment. */
static void write_oracle_line(struct oracle *oracle, int i)
{
	static const char *const files[] = {"ed25519.pub", "rsa1024.pub", "ecdsa256.pub",
		"ecdsa384.pub", "sk_ed25519.pub", "sk_ecdsa256.pub"};
	const char *file = files[(size_t)random() % 6];
	unsigned char bytes[1024];
	char key[800], base64[700];
	struct view text = key_data_read(file);
	size_t type = (size_t)((const char *)memchr(text.data, ' ', text.len) - text.data);
	snprintf(key, sizeof key, "%.*s", (int)(text.len - strlen(file) - 5), text.data);
	if (random() % 2) {
		struct view blob = key_data_blob(file);
		memcpy(bytes, blob.data, blob.len);
		size_t len = spoil_blob(bytes, blob.len, strstr(file, "ecdsa"));
		base64_encode(bytes, len, base64);
		snprintf(key + type + 1, sizeof key - type - 1, "%s", base64);
	} else if (!strstr(file, "ecdsa")) {
		spoil(key, sizeof key);
	}
	snprintf(oracle->text[i], sizeof *oracle->text, "%s %d", key, i);
}

/* Lets ssh-keygen read all lines at once; it repeats the comment of each one with a key. */
static void ask_ssh_keygen(struct oracle *oracle)
{
	char path[] = "/tmp/keyhole-line-XXXXXX", command[128], row[2048];
	int fd = mkstemp(path), number;
	assert_true(fd >= 0);
	FILE *file = fdopen(fd, "w");
	assert_non_null(file);
	for (int i = 0; i < ORACLE_LINES; i++)
		fprintf(file, "%s\n", oracle->text[i]);
	assert_int_equal(fclose(file), 0);
	snprintf(command, sizeof command, "ssh-keygen -lf %s 2>/dev/null", path);
	FILE *rows = popen(command, "r");
	assert_non_null(rows);
	while (fgets(row, sizeof row, rows)) {
		const char *word = strrchr(row, ' ');
		while (word && word > row && word[-1] != ' ')
			word--;
		if (word && sscanf(word, "%d", &number) == 1 && number >= 0 &&
			number < ORACLE_LINES)
			oracle->told[number] = true;
	}
	pclose(rows);
	unlink(path);
}

static void agrees_with_ssh_keygen_about_spoilt_keys(void **state)
{
	(void)state;
	static struct oracle oracle;
	static struct line line;
	int agreed_yes = 0, agreed_no = 0;
	if (system("command -v ssh-keygen >/dev/null") != 0) {
		print_message("ssh-keygen is not installed\n");
		skip();
	}
	srandom(20261122);
	for (int i = 0; i < ORACLE_LINES; i++)
		write_oracle_line(&oracle, i);
	ask_ssh_keygen(&oracle);
	for (int i = 0; i < ORACLE_LINES; i++) {
		struct note note = {"accepted"};
		bool read = line_parse(view_of(oracle.text[i]), &line, &note) == 0;
		/* Only here keyhole is stricter: see blob.h. */
		bool stricter = !read && strstr(note.text, "shortest form");
		if (read != oracle.told[i] && !stricter)
			fail_msg("ssh-keygen reads a key: %d, %s: %s", oracle.told[i], note.text,
				oracle.text[i]);
		agreed_yes += read && oracle.told[i];
		agreed_no += !read && !oracle.told[i];
	}
	assert_true(agreed_yes > ORACLE_LINES / 10);
	assert_true(agreed_no > ORACLE_LINES / 10);
}

/* Expects a line to be refused, and whether sshd may take it. */
static const struct key_kind *doubts(struct view text, bool doubtful)
{
	static struct line line;
	struct note note;
	assert_int_equal(line_parse(text, &line, &note), REASON_BAD_LINE);
	if (line_doubtful(text, &line) != doubtful)
		fail_msg("%.*s: %s", (int)text.len, text.data, note.text);
	return line.key.kind;
}

/* What real sshd takes of these the scenarios show. */
static void a_line_that_sshd_may_take_is_doubtful_and_its_key_is_told(void **state)
{
	static const char *const options[] = {"command=\"a\x01\" ", "environment=\"A=\x1b\" ",
		"from=\"10.1,127.0.0.1\" ", "from=\"a b,10.0.0.1\" ", "permitopen=\"a/80\" ",
		"tunnel=\"+1\" ", "pty,NO-pty,command=\"\\\"\x01\",restrict\t",
		"\tcommand=\"\x01\" "};
	(void)state;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const struct key_kind *kind =
			doubts(write_line("ed25519.pub", "%s", options[i]), true);
		assert_string_equal(kind->name, "ssh-ed25519");
	}
}

static void what_stands_behind_a_nul_is_not_there_for_sshd(void **state)
{
	char text[512];
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	memcpy(text, key.data, key.len);
	memcpy(text + key.len, "\0 x", 3);
	assert_non_null(doubts((struct view){text, key.len + 3}, true));
	text[0] = '\0';
	doubts((struct view){text, key.len}, false);
	memcpy(text, key.data, key.len);
	text[30] = '\0';
	doubts((struct view){text, key.len}, false);
	memcpy(text, "#\0", 2);
	doubts((struct view){text, key.len}, false);
}

static void white_space_in_the_base64_is_passed_over_as_sshd_does(void **state)
{
	char text[512];
	(void)state;
	struct view key = key_data_read("ed25519.pub");
	memcpy(text, key.data, 30);
	memcpy(text + 30, "\v\f\r", 3);
	memcpy(text + 33, key.data + 30, key.len - 30);
	assert_non_null(doubts((struct view){text, key.len + 3}, true));
}

static void a_decoy_in_a_value_hides_no_key_behind_the_options(void **state)
{
	char first[1024];
	(void)state;
	struct view decoy = key_data_read("ecdsa256.pub");
	const char *base64 = memchr(decoy.data, ' ', decoy.len);
	assert_non_null(base64);
	int len = (int)(decoy.data + decoy.len - base64 - 1);
	/* Whose key it is can't be told: sshd may take either, so it has to be perhaps anybody's. */
	snprintf(first, sizeof first, "environment=\"A=\x01 %.*s \" ", len, base64 + 1);
	for (char *at = first; *at; at++)
		if (*at == '\n')
			*at = ' ';
	assert_null(doubts(write_line("ed25519.pub", "%s", first), true));
	assert_null(doubts(write_line("ed25519.pub", "cert-authority,%s", first), true));
}

/* Writes a line with the base64 of a type's name and so many bytes behind it. */
static struct view write_named(const char *word, const char *name, size_t name_len, size_t len)
{
	static char text[512];
	static const unsigned char zeros[64];
	static struct key_data_builder built;
	built.len = 0;
	key_data_put_string(&built, name, name_len);
	key_data_put_string(&built, zeros, len);
	int used = snprintf(text, sizeof text, "%s ", word);
	base64_encode(built.bytes, built.len, text + used);
	return view_of(text);
}

static void a_key_whose_type_is_written_otherwise_may_be_sshds(void **state)
{
	(void)state;
	assert_null(doubts(write_named("ssh-ed25519", "ED25519", 7, 32), true));
	assert_null(doubts(write_named("ssh-ed25519", "ssh-ed25519", 12, 32), true));
	assert_null(doubts(write_named("ssh-new", "ssh-new", 7, 32), true));
	doubts(write_named("ssh-rsa", "ssh-ed25519", 11, 32), false);
	doubts(write_named("ssh-ed25519-cert-v01@openssh.com", "x", 1, 32), false);
	doubts(write_named("x", "ssh-ed25519-cert-v01@openssh.com", 32, 32), false);
}

static void a_line_from_which_sshd_is_certain_to_take_nothing_is_not_doubtful(void **state)
{
	static const char *const options[] = {"no-ptyy ", "no-pty, no-user-rc ", "from=\"10.0.0.1 ",
		"command=x ", "command ", "pty=\"1\" ", "command=\"a\"\"b\x01\" ",
		"comand=\"\x01\" "};
	static const char *const lines[] = {"x", "hello world", "ssh-ed25519", "ssh-ed25519 ",
		"ssh-ed25519 AAAA", "ssh-ed25519 !!!!!!!!!!!!!!!!!!!!", "command=\"\x01\"",
		"command=\"\x01\" ssh-ed25519 x"};
	char text[512];
	(void)state;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		doubts(write_line("ed25519.pub", "%s", options[i]), false);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		doubts(view_of(lines[i]), false);
	struct view key = key_data_read("ed25519.pub");
	snprintf(text, sizeof text, "%.60s", key.data); /* cut off */
	doubts(view_of(text), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_over_empty_lines_and_comments_and_counts_them),
		cmocka_unit_test(walks_over_an_empty_file),
		cmocka_unit_test(reads_type_key_and_comment),
		cmocka_unit_test(reads_every_plain_type),
		cmocka_unit_test(blanks_and_tabs_stand_between_words),
		cmocka_unit_test(a_line_may_end_with_its_key),
		cmocka_unit_test(a_carriage_return_at_the_end_is_not_part_of_the_line),
		cmocka_unit_test(reads_options_with_blanks_between_quotes),
		cmocka_unit_test(a_key_of_a_type_that_differs_from_its_word_is_refused),
		cmocka_unit_test(the_names_of_rsa_signatures_stand_for_rsa_keys),
		cmocka_unit_test(refuses_a_nul_anywhere),
		cmocka_unit_test(a_line_that_sshd_may_take_is_doubtful_and_its_key_is_told),
		cmocka_unit_test(what_stands_behind_a_nul_is_not_there_for_sshd),
		cmocka_unit_test(white_space_in_the_base64_is_passed_over_as_sshd_does),
		cmocka_unit_test(a_key_whose_type_is_written_otherwise_may_be_sshds),
		cmocka_unit_test(a_decoy_in_a_value_hides_no_key_behind_the_options),
		cmocka_unit_test(a_line_from_which_sshd_is_certain_to_take_nothing_is_not_doubtful),
		cmocka_unit_test(refuses_a_newline_in_the_line),
		cmocka_unit_test(refuses_a_byte_order_mark),
		cmocka_unit_test(refuses_a_certificate_in_place_of_a_key),
		cmocka_unit_test(refuses_what_is_no_key),
		cmocka_unit_test(refuses_a_key_that_is_longer_than_any_sound_one),
		cmocka_unit_test(gives_the_column_of_a_bad_option),
		cmocka_unit_test(a_comma_may_end_the_options_as_in_sshd),
		cmocka_unit_test(a_second_key_on_a_line_is_comment),
		cmocka_unit_test(a_key_line_has_no_options),
		cmocka_unit_test(agrees_with_ssh_keygen_about_spoilt_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
