#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_settings 'home_check = "enforce";'
on_secondary 'useradd -M -s /bin/sh service'
given_key id
given_known service id
login_as service id
lets_in 'a home that is missing below a safe folder is let in'
records 'and recorded' '.event == "warned" and .account == "service" and .reason == "home-missing"'
on_secondary 'chmod 777 /home'
login_as service id
refuses 'below a folder where anyone could make it, it is not'

finish
