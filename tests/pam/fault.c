/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/fault.h"

#include "tests/pam/cmocka.h"
#include "tests/pam/world.h"

#include <dlfcn.h>
#include <errno.h>
#include <pwd.h>
#include <security/pam_modules.h>
#include <security/pam_modutil.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

enum { GET_ITEM, SET_DATA, DROP_PRIV, REGAIN_PRIV, FDATASYNC, FSYNC, FAULTS };

static const char *const names[FAULTS] = {"pam_get_item", "pam_set_data", "pam_modutil_drop_priv",
	"pam_modutil_regain_priv", "fdatasync", "fsync"};
static bool armed[FAULTS];
static unsigned hits[FAULTS];
static long waited; /* seconds */

/* Arms the function of this name. */
void fault_arm(const char *function)
{
	int which = 0;
	while (which < FAULTS && strcmp(names[which], function) != 0)
		which++;
	if (which == FAULTS)
		fail_msg("%s is no function that can be made to fail", function);
	armed[which] = true;
	hits[which] = 0;
}

/* Disarms everything. */
void fault_disarm(void)
{
	int missed = FAULTS;
	for (int i = 0; i < FAULTS; i++) {
		if (armed[i] && hits[i] == 0)
			missed = i;
		armed[i] = false;
	}
	if (missed < FAULTS)
		fail_msg("%s was to fail, and was not called", names[missed]);
}

/* Whether code is the module's. */
static bool is_module(const void *code)
{
	Dl_info info;
	return dladdr(code, &info) && strstr(info.dli_fname, "pam_keyhole.so");
}

/* Whether this call has to fail: it is armed, and made by the module. */
static bool fails(int which, const void *caller)
{
	if (!armed[which] || !is_module(caller))
		return false;
	hits[which]++;
	return true;
}

/* The library's own function, as a pointer of its type. */
static void real(const char *name, void *pointer)
{
	void *found = dlsym(RTLD_NEXT, name);
	if (!found)
		fail_msg("%s is in no library", name);
	memcpy(pointer, &found, sizeof found);
}

/* Where PAM's items come from. */
int pam_get_item(const pam_handle_t *pamh, int item_type, const void **item)
{
	int (*next)(const pam_handle_t *, int, const void **);
	real("pam_get_item", &next);
	return fails(GET_ITEM, __builtin_return_address(0)) ? PAM_SYSTEM_ERR
							    : next(pamh, item_type, item);
}

/* Where modules keep data. */
int pam_set_data(pam_handle_t *pamh, const char *module_data_name, void *data,
	void (*cleanup)(pam_handle_t *pamh, void *data, int error_status))
{
	int (*next)(pam_handle_t *, const char *, void *, void (*)(pam_handle_t *, void *, int));
	real("pam_set_data", &next);
	return fails(SET_DATA, __builtin_return_address(0))
		       ? PAM_BUF_ERR
		       : next(pamh, module_data_name, data, cleanup);
}

/* How a module takes on an account's rights. */
int pam_modutil_drop_priv(pam_handle_t *pamh, struct pam_modutil_privs *p, const struct passwd *pw)
{
	int (*next)(pam_handle_t *, struct pam_modutil_privs *, const struct passwd *);
	real("pam_modutil_drop_priv", &next);
	return fails(DROP_PRIV, __builtin_return_address(0)) ? -1 : next(pamh, p, pw);
}

/* How it gives them back; they are given back here, whatever is said. */
int pam_modutil_regain_priv(pam_handle_t *pamh, struct pam_modutil_privs *p)
{
	int (*next)(pam_handle_t *, struct pam_modutil_privs *);
	real("pam_modutil_regain_priv", &next);
	int r = next(pamh, p);
	return fails(REGAIN_PRIV, __builtin_return_address(0)) ? -1 : r;
}

/* Lets time pass for the module. */
void fault_wait(long seconds)
{
	waited += seconds;
}

/* The module's time since boot stands still, but for what a case lets pass. */
int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
	int (*next)(clockid_t, struct timespec *);
	real("clock_gettime", &next);
	if (clock_id != CLOCK_BOOTTIME || !is_module(__builtin_return_address(0)))
		return next(clock_id, tp);
	*tp = (struct timespec){1000 + waited, 999999999};
	return 0;
}

/* Fails as a disk does. */
static int fail_sync(void)
{
	errno = EIO;
	return -1;
}

/* How the log gets to the disk. */
int fdatasync(int fildes)
{
	int (*next)(int);
	real("fdatasync", &next);
	return fails(FDATASYNC, __builtin_return_address(0)) ? fail_sync() : next(fildes);
}

/* How other files get there. */
int fsync(int fd)
{
	int (*next)(int);
	real("fsync", &next);
	return fails(FSYNC, __builtin_return_address(0)) ? fail_sync() : next(fd);
}

/* Keeps a line of syslog. */
__attribute__((format(printf, 2, 0))) static void hear(
	int priority, const char *format, va_list args)
{
	char line[4096];
	vsnprintf(line, sizeof line, format, args);
	world_add(&world.syslog, "<%d>%s\n", priority & LOG_PRIMASK, line);
}

/* What libpam calls, if it was built without fortification. */
void(syslog)(int pri, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	hear(pri, fmt, args);
	va_end(args);
}

__attribute__((format(printf, 3, 4))) void __syslog_chk(int pri, int flag, const char *fmt, ...);

/* What libpam calls, if it was built with it. */
void __syslog_chk(int pri, int flag, const char *fmt, ...)
{
	va_list args;
	(void)flag;
	va_start(args, fmt);
	hear(pri, fmt, args);
	va_end(args);
}
