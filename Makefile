# SPDX-License-Identifier: Apache-2.0
#
# make            the three programs, in build/
# make demo       two hosts in Docker, and the tutorial's login between them
# make test       everything that is tested: what .ci/run runs (make test-all: all of it on both releases)
# make check      what needs neither root nor Docker: unit, PAM and corpus tests, style
# make enable     as root on a server: packages, build, install, and sshd and PAM ask keyhole (ENABLE='--dry-run')
# make deb        the Debian package, in build/deb
# make install    DESTDIR, PREFIX, SYSCONFDIR; changes no configuration of sshd or PAM
# make bench-audit  how fast the log is, on logs of EVENTS; make bench-check  how fast keyhole check is
# make fuzz       each fuzzer for SECONDS; make tidy; make format; make callgrind

VERSION    = 0.1.0
PREFIX     = /usr
SYSCONFDIR = /etc
LOCALSTATE = /var
CC         = gcc
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
PAMDIR     = $(PREFIX)/lib/$(MULTIARCH)/security
SECONDS    = 60
EVENTS     = 1000000 10000000
CFLAGS     = -O2 -g
SAN        =
B          = build
Q          = $(if $(V),,@)

hardening = -fPIC -ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection -fcf-protection \
            $(if $(SAN),,-D_FORTIFY_SOURCE=2)
warnings  = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wformat=2 -Wundef -Wcast-qual -Wwrite-strings -Werror
sanitize  = $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
cflags    = -std=gnu11 -D_GNU_SOURCE -DKEYHOLE_VERSION='"$(VERSION)"' -Ilib -I. -MMD -MP \
            $(warnings) $(hardening) $(sanitize) $(CFLAGS)
pie       = -pie
ldflags   = $(pie) -Wl,-z,relro,-z,now,--gc-sections,--as-needed,-O1 $(sanitize) $(LDFLAGS)
modflags  = -shared -Wl,-z,relro,-z,now,-z,nodelete,--gc-sections,--as-needed -Wl,--version-script=pam_module/pam_keyhole.map \
            $(sanitize) $(LDFLAGS)

objects   = $(patsubst %.c,$(B)/%.o,$(wildcard $(1)))
lib       = $(call objects,lib/*/*.c)
command   = $(call objects,keys_command/*.c)
module    = $(call objects,pam_module/*.c)
admin     = $(call objects,admin/*.c admin/*/*.c)
tests     = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*_test.c))
fuzzers   = $(patsubst tests/fuzz/%_fuzz.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
trusted   = $(B)/tests/unit/trusted.o $(B)/tests/unit/journal_socket.o
replaced  = $(patsubst %.c,$(B)/%.o,$(wildcard tests/pam/replace/*.c))
kept      = $(filter-out $(replaced:$(B)/tests/pam/replace/%=$(B)/pam_module/%),$(module))

.SECONDARY:
.PHONY: all check check-build test test-all demo enable deb install uninstall fuzz tidy format callgrind bench-audit bench-check clean
all: $(B)/keyhole-keys $(B)/pam_keyhole.so $(B)/keyhole

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(Q)$(if $(V),,echo '  CC   $<';) $(CC) $(cflags) -c -o $@ $<

$(B)/libkeyhole.a: $(lib)
	$(Q)rm -f $@ && ar rcs $@ $^

# What the tests need of the programs: all but their main.c, and the module's phases.
$(B)/libprograms.a: $(filter-out %/main.o,$(command) $(admin) $(kept)) $(replaced)
	$(Q)rm -f $@ && ar rcs $@ $^

# The command is linked statically, all of it: its start is what every login waits for, several times,
# and half of a dynamic one's instructions are the loader's. The sanitizers can't have that.
$(B)/keyhole-keys $(B)/tests/keyhole-keys: pie = $(if $(SAN),-pie,-static-pie)
$(B)/keyhole-keys: $(command) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -l:libconfig.a

$(B)/pam_keyhole.so: $(module) $(B)/libkeyhole.a pam_module/pam_keyhole.map
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(modflags) -o $@ $(filter %.o %.a,$^) -lpam -lconfig -lcrypto

$(B)/keyhole: $(admin) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -lconfig -lcrypto -lsmartcols -lz

# The programs as the tests run them, without root: they believe files of whoever runs the tests.
$(B)/tests/keyhole-keys: $(command) $(trusted) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -l:libconfig.a
$(B)/tests/pam_keyhole.so: $(kept) $(replaced) $(trusted) $(B)/libkeyhole.a pam_module/pam_keyhole.map
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(modflags) -o $@ $(filter %.o %.a,$^) -lpam -lconfig -lcrypto
$(B)/tests/keyhole: $(admin) $(trusted) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -lconfig -lcrypto -lsmartcols -lz

comma := ,
testlibs = $(B)/libprograms.a $(B)/libkeyhole.a -lcmocka -lpam -lconfig -lcrypto -lsmartcols -lz
$(B)/tests/unit/%_test: $(B)/tests/unit/%_test.o $(trusted) $(B)/libprograms.a $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) $(shell sed -n 's|^/\* link: \(.*\) \*/$$|\1|p' tests/unit/$*_test.c) \
		-o $@ $< $(trusted) $(testlibs)
$(B)/tests/unit/%.o $(B)/tests/pam/%.o: cflags += -DTEST_DATA='"tests/data"' -DTEST_BUILD='"$(B)"'

$(B)/tests/pam/run: $(B)/tests/pam/run.o $(filter-out $(B)/tests/pam/run.o,$(call objects,tests/pam/*.c)) \
		$(trusted) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -lcmocka -lpam -lconfig -lcrypto -ldl

# A fuzz target with the corpus replayed: no libFuzzer needed.
$(B)/tests/fuzz/%: $(B)/tests/fuzz/%_fuzz.o $(B)/tests/fuzz/replay.o $(trusted) $(B)/libprograms.a $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $< $(B)/tests/fuzz/replay.o $(trusted) $(testlibs)

# `keyhole check` with a name service of the bench's own.
$(B)/tests/bench/check: $(B)/tests/bench/check.o $(trusted) $(B)/libprograms.a $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) $(patsubst %,-Wl$(comma)--wrap=%,setpwent getpwent endpwent setgrent getgrent \
		endgrent fopen) -o $@ $< $(trusted) $(testlibs)

built = $(tests) $(fuzzers) $(B)/tests/pam/run $(B)/tests/pam_keyhole.so $(B)/tests/keyhole-keys \
        $(B)/tests/keyhole
check-build: all $(built)
check: check-build
	$(Q)B=$(B) tests/check

test:
	tests/all
test-all:
	tests/all --all
demo:
	docker/demo

enable:
	$(Q)ENABLE='$(ENABLE)' conf/enable
deb:
	$(Q)B='$(B)' conf/deb
install: all
	B=$(B) DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' \
		LOCALSTATE='$(LOCALSTATE)' PAMDIR='$(PAMDIR)' conf/install
uninstall:
	DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' \
		LOCALSTATE='$(LOCALSTATE)' PAMDIR='$(PAMDIR)' conf/uninstall

fuzz:
	tests/fuzz/fuzz $(SECONDS)
tidy:
	tests/style/tidy
format:
	clang-format -i $$(git ls-files -co --exclude-standard '*.[ch]')
callgrind: $(B)/keyhole-keys
	tests/bench/callgrind $(B)/keyhole-keys

$(B)/tests/bench/%: $(B)/tests/bench/%.o $(trusted) $(B)/libkeyhole.a
	$(Q)$(if $(V),,echo '  LD   $@';) $(CC) $(ldflags) -o $@ $^ -lcrypto -lz
bench-audit: $(B)/tests/keyhole $(patsubst %,$(B)/tests/bench/%,measure audit_log audit_append)
	tests/bench/audit $(B) $(EVENTS)
bench-check: $(B)/tests/bench/check
	$<
clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
