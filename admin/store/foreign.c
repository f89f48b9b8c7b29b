/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/foreign.h"

#include "common/reason.h"

#include <string.h>

/* Which kind of thing a mark belongs to. */
enum foreign { FOREIGN_PRIVATE, FOREIGN_PUTTY, FOREIGN_CONVERT, FOREIGN_OTHER };

static const struct {
	const char *mark;
	enum foreign kind;
	const char *words; /* what it is; for FOREIGN_CONVERT the option of ssh-keygen besides */
} marks[] = {
	{"PRIVATE KEY-----", FOREIGN_PRIVATE, ""},
	{"PuTTY-User-Key-File-", FOREIGN_PUTTY, ""},
	{"---- BEGIN SSH2 PUBLIC KEY", FOREIGN_CONVERT, "RFC 4716 (PuTTY)"},
	{"-----BEGIN PUBLIC KEY-----", FOREIGN_CONVERT, "PKCS8"},
	{"-----BEGIN RSA PUBLIC KEY-----", FOREIGN_CONVERT, "PEM"},
	{"-----BEGIN CERTIFICATE-----", FOREIGN_OTHER, "a certificate of X.509 (TLS)"},
	{"-----BEGIN PGP ", FOREIGN_OTHER, "something of PGP"},
	{"<!DOCTYPE", FOREIGN_OTHER, "a web page"},
	{"<html", FOREIGN_OTHER, "a web page"},
};

/* Says that a private key was handed in. */
static int refuse_private(const char *name, struct note *note)
{
	return note_set(note, REASON_BAD_LINE,
		"%s: this is a PRIVATE key; nothing was added. You need the file beside it that "
		"ends in .pub (ssh-keygen -y -f FILE prints it). A private key that has left its "
		"machine should be replaced: ssh-keygen -t ed25519",
		name);
}

/* Says how the public key comes out of PuTTY's own file. */
static int refuse_putty(const char *name, struct note *note)
{
	return note_set(note, REASON_BAD_LINE,
		"%s: this is PuTTY's file of a PRIVATE key; nothing was added. Open it in PuTTYgen "
		"and take the text under \"Public key for pasting into OpenSSH authorized_keys "
		"file\". A private key that has left its machine should be replaced",
		name);
}

/* Says how a public key in another form is brought into the right one. */
static int refuse_form(const char *name, const char *form, struct note *note)
{
	bool piped = name[0] != '/' && strcmp(name, "standard input") == 0;
	bool default_form = strchr(form, ' ') != NULL;
	return note_set(note, REASON_BAD_LINE,
		"%s: this public key is in the form %s; make a line of it with: ssh-keygen -i%s%s "
		"-f %s",
		name, form, default_form ? "" : " -m ", default_form ? "" : form,
		piped ? "FILE" : name);
}

/* Chooses the words. */
static int refuse(size_t mark, const char *name, struct note *note)
{
	switch (marks[mark].kind) {
	case FOREIGN_PRIVATE:
		return refuse_private(name, note);
	case FOREIGN_PUTTY:
		return refuse_putty(name, note);
	case FOREIGN_CONVERT:
		return refuse_form(name, marks[mark].words, note);
	default:
		return note_set(note, REASON_BAD_LINE, "%s: this is %s, not an SSH public key",
			name, marks[mark].words);
	}
}

/* Whether the text begins with a byte order mark, or has every second byte empty. */
static bool is_utf16(struct view text)
{
	return text.len >= 2 &&
	       (memcmp(text.data, "\xFF\xFE", 2) == 0 || memcmp(text.data, "\xFE\xFF", 2) == 0 ||
		       text.data[0] == '\0' || text.data[1] == '\0');
}

/* Looks for a mark anywhere, the private ones first. */
int foreign_check(struct view text, const char *name, struct note *note)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (memmem(text.data, text.len, marks[i].mark, strlen(marks[i].mark)))
			return refuse(i, name, note);
	if (is_utf16(text))
		return note_set(note, REASON_BAD_LINE,
			"%s is in UTF-16, as Windows' PowerShell writes with >; save it as ASCII "
			"or "
			"UTF-8",
			name);
	if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
		return note_set(note, REASON_BAD_LINE,
			"%s begins with a byte order mark, with which sshd reads no key; save it "
			"as "
			"UTF-8 without one",
			name);
	return 0;
}
