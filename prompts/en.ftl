# The hotline's English texts. Every sentence that a person reads or hears stands here.
# .voice: how it is said on the phone; .again: how to ask again after an answer that was not understood (.again-voice: on the phone).
# One English SMS is 160 characters, two are 306, as long as every character is in GSM-7: straight quotes, "-" for ranges.

## Words that tell the line what is wanted (comma-separated; case and typos do not matter)

keyword-stop = stop, stop all, stopall, unsubscribe, cancel, end, quit, optout, opt out, revoke, stop texting, stop texting me, stop messages, do not text, do not text me, dont text me, no more texts, no more messages, no more sms, leave me alone
keyword-start = start, unstop, resume, restart, subscribe again
keyword-forget = forget, forget me, forgot me, delete me, erase me, delete my data, erase my data, delete my number, remove my data, delete everything
keyword-menu = menu, help, info, main menu, start over, hello, hi
keyword-back = back, go back
keyword-full = full, its full, it is full, they are full, no room, no rooms, no more room, no bed, no beds, no free beds, no more beds, no place, no places, no more places, no space, turned away, turned me away, turned us away, not let in, did not let us in, did not let me in, didnt let us in, didnt let me in, would not let us in, wouldnt let us in, overcrowded, its closed, it is closed, they are closed, closed there, closed, it was full, was full, were full, there were no beds, there was no room, no room left, no beds left, nothing free
keyword-more = more, next, next one, another, another one, another place, another address, other one, other place, other address, somewhere else, other crossing, other crossings, other borders, closer, second, the second, second one, the second one
keyword-details = details, detail, more details, more information, tell me more, how far, how close, is it far, is it close
keyword-shelter = shelter, shelters, a shelter, the shelter, find shelter, need shelter, night shelter, sleep, to sleep, sleeping, place to sleep, somewhere to sleep, nowhere to sleep, no place to sleep, where to sleep, where can i sleep, where can we sleep, place to stay, somewhere to stay, nowhere to stay, no place to stay, where to stay, where can i stay, where can we stay, nowhere to go, no place to go, bed, beds, a bed, how many beds, bed for the night, bed for tonight, for the night, for tonight, stay tonight, stay the night, stay overnight, spend the night, overnight, lodging, accommodation, roof
keyword-border = border, the border, at border, at the border, cross the border, border crossing, queue, the queue, long queue, end of the queue, crossing, the crossing, crossing point, checkpoint, check point, how to cross, where to cross, where can i cross, where can we cross, the line, long line, end of the line, how long is the line, how long is the queue, how long is the wait, how long to wait, how long do i wait, how long do we wait, how many people, how many cars, waiting time, wait time
keyword-charge = charge, charging, charger, recharge, charge phone, charge my phone, charge a phone, charge the phone, charge our phones, charge phones, phone charging, phone charger, charge my battery, to charge, where to charge, where to charge a phone, where to charge my phone, where can i charge, where can i charge a phone, where can i charge my phone, where can we charge, where can we charge a phone, where can we charge our phones, place to charge, need to charge, need to charge my phone, power bank, powerbank, socket, power socket, power outlet, wall socket, electric outlet, outlet, battery, battery died, battery dead, dead battery, battery is dead, battery is low, low battery, phone died, phone is dead
keyword-register = register, registration, registered, registering, to register, need to register, how to register, how do i register, help me register, help with registration, how long can i stay, how long can we stay, how long may i stay, how many days, migration card, migration service, migration police, migration office, immigration, residence permit, id number, visa
keyword-line = line, number, my number, number in line, my number in line, number in queue, my number in queue, queue number, my place in line, place in line, my turn, when is my turn
keyword-wait = wait, are waiting, in line, in the line, in queue, in the queue, waiting at, waiting in line
keyword-passed = passed, i passed, we passed, passed the border, crossed, i crossed, we crossed, crossed the border, crossed border, got through, we got through, got across
keyword-now = now, now serving, now calling, now number, serving
keyword-mistake = undo, my mistake, i was wrong, sorry my mistake, not full, it is not full, cancel that, mistake, a mistake, by mistake, we were wrong, wrong button, wrong key, pressed wrong
keyword-news = news, updates, subscribe, send me news, text me news, text me, update
keyword-share = share, share it, forward, forward it, pass it on, for a friend, for friends
# "forgot" asks for a person, so that "I forgot my passport" is not taken for a mistyped FORGET.
keyword-volunteer = volunteer, volunteers, a volunteer, human, operator, real person, ask a person, talk to a person, speak to a person, talk to someone, speak to someone, question, a question, i have a question, ask a question, forgot, forgotten, dont forget, do not forget
keyword-lang = lang, language, languages, change language, another language, other language
keyword-thanks = thanks, thank you, thank you very much, thanks a lot, thx
keyword-who = who, who are you, who is this, are you police, are you the police, is this the police, whose number is this
keyword-give = offer, i can help, i want to help, i offer help, i can host
keyword-topics = topics, topic, other topics, other things

# What volunteers text besides; looked for only when a volunteer texts

command-open = open, opened
command-closed = closed, shut
command-beds = beds, places, free
command-status = status, state, overview
command-send = send, broadcast
command-confirm = confirm
command-approve = approve
command-drop = drop
command-undo = undo, take back, take it back, my mistake, mistake
command-commands = commands, list of commands
command-on = on, on duty, i am on, i am on duty
command-off = off, off duty, i am off, i am off duty
command-next = next, next question
command-reply = reply, answer

word-alert = alert
word-everybody = all, everybody, everyone
word-yes = yes, yeah, yep, yup, ok, okay, sure, right, correct
# Means START to somebody who has stopped: carriers take it so in any language, and let texts through to them again.
word-opt-in = yes
word-no = no, nope, not, never, dont
word-and = and
word-tomorrow = tomorrow
word-after-tomorrow = day after tomorrow, the day after tomorrow
word-today = today, tonight
word-yesterday = yesterday
word-before-yesterday = day before yesterday, the day before yesterday, ereyesterday
word-ago = ago
word-day = day, days
word-week = week, weeks
# What stands behind the number of a day: 24го, 24 числа
word-day-of-month = th, st, nd, rd
# Numbers as words, how many and which; the rest is put together: двадцать четвёртого
word-number-1 = one, first
word-number-2 = two, second
word-number-3 = three, third
word-number-4 = four, fourth
word-number-5 = five, fifth
word-number-6 = six, sixth
word-number-7 = seven, seventh
word-number-8 = eight, eighth
word-number-9 = nine, ninth
word-number-10 = ten, tenth
word-number-11 = eleven, eleventh
word-number-12 = twelve, twelfth
word-number-13 = thirteen, thirteenth
word-number-14 = fourteen, fourteenth
word-number-15 = fifteen, fifteenth
word-number-16 = sixteen, sixteenth
word-number-17 = seventeen, seventeenth
word-number-18 = eighteen, eighteenth
word-number-19 = nineteen, nineteenth
word-number-20 = twenty, twentieth
word-number-30 = thirty, thirtieth
word-people = people, persons, person, of us, we are, were, adults, beds, bed, places, place
word-people-2 = two
word-people-3 = three
word-people-4 = four
word-people-5 = five
word-people-6 = six
word-who-family = child, children, kid, kids, baby, toddler, infant, daughter, grandson, granddaughter, family, wife, husband, my son, sons, mother, mom, mum, sister, grandmother
word-who-women = woman, women, girl, girls, pregnant, female
word-who-men = we are men, i am a man, single man, young man, two men, three men, guys, boys, male, brothers
word-foot = foot, walk, walking, pedestrian, pedestrians, people, persons, person
word-car = car, cars, vehicle, vehicles, auto, driving
word-walking = foot, walking, walk, pedestrian, pedestrians, bicycle, bike
word-driving = by car, in a car, with car, my car, our car, own car, driving, drive, by bus, by taxi, minibus, truck
# From a time on: before it, and behind it
word-from = from, since, starting
word-until = until, till
word-from-behind = onwards, onward
# Of a crossing: whether one asks if it is
# Of a question: its first word, and words that only questions have
word-asks-first = is, are, does, do, did, was, were, can, which, where, when, what, how, why
word-asks = whether
# Of keys that no list explains: the second place, and not the key 2
word-ordinal = first, second, third
word-own-number = number
word-shut = closed, closing, shut, blocked, closes
word-opened = open, opened, opens, working
word-half = half
word-one-and-half = one and a half
# What phones put before the quote of a message that somebody reacted to
word-reaction = liked, disliked, loved, laughed at, emphasized, emphasised, questioned, reacted, removed a like, removed a heart, removed an exclamation, removed a question mark, removed a laugh
word-which = which, what, who
word-kind-of-place = city, town, village, region, oblast, district, wko
word-hour = h, hr, hrs, hour, hours, oclock
word-minute = m, min, mins, minute, minutes
word-courtesy = please, pls, plz, thank you, thanks, thx, very much, so, a lot, it, this, now, ok, okay, dear, hello, hi, hey, good evening, good morning, good day
word-ordinary = change, changed, changes, changing, large, larger, charter, barge, pocket, rocket, locket, till, until, there, where, when, please, about, after, never, free of charge, in charge, they charge for, they charge us, they charge money, was charged with, is charged with, register my car, border guard, border guards, phone number, passport number, full name, passed away, passed out, car battery
word-have = until, till, have, has, had, there, are, our, the, now, still, left, about, only, more, got, for, yet, here, another, around, just
word-emergency = doctor, a doctor, ambulance, emergency, dying, beaten, beating, attacked, stabbed, got shot, was shot, shooting, kill, killed, killing, blood, bleeding, unconscious, passed out, fainted, lost consciousness, heart attack, giving birth, in labour, in labor, fire, rape, raped, freezing, choking, drowning, not breathing, cant breathe, cannot breathe, 112, 103, 102, 101, a stroke, beat me, beat us, sos, we are dying, drowning, car crash, we are drowning, save us, rescue us, car accident
word-call = call, dial, urgent, urgently
word-found = found, found one, found a bed, we found, got a bed, got a place, let us in, let me in, they took us
word-not-found = did not find, didnt find, not found, found nothing, found none, could not find, couldnt find, did not get, didnt get
word-not-gone = did not go, didnt go, not gone, did not go there, didnt go there, went elsewhere, went somewhere else, turned back, went back, changed our mind, changed my mind, hotel, with friends
word-waiting = still in line, still waiting, still, waiting, not yet, in line, in the line, in queue, in the queue, at the border
word-done = done, did it, registered, already, have done, decided, leaving, we decided, i decided
word-not-done = not yet, not done, not registered, have not, havent, not decided, do not know, dont know, no idea, undecided
word-language = english, en, eng, angliyskiy, angliyski, agylshyn, agylshynsha
# Before the text of a broadcast that is in this language, as "ru: …"
word-mark = en, eng, анг

## Menu and talk

menu =
    Text a number or a word:
    .voice = Main menu.
    .again = Sorry, we did not get that. Reply with a number:
    .again-voice = There is no such number.
menu-shelter = Shelter
    .voice = For a place to sleep, press { $key }.
menu-border = Border
    .voice = For the queue at the border, press { $key }.
menu-register = Registration
    .voice = For registration, press { $key }.
menu-topics = Food, SIM, transport
    .voice = For food, phone cards, transport and more, press { $key }.
menu-line = My number in line
    .voice = For your number in line, press { $key }.
menu-news = News by SMS
    .voice = For news by text message, press { $key }.
menu-volunteer = Ask a volunteer
    .voice = To ask a volunteer, press { $key }.
menu-lang = Language / Til / Yazyk
    .voice = For another language, press { $key }.
which-meant = What is it about? Reply with a number:
    .again = Reply 1 or 2:
    .again-voice = There is no such number.
meant-shelter = a place to sleep
meant-border = how the border is
meant-charge = charge a phone
meant-register = registration
meant-line = my number in line
meant-wait = I report the line
meant-passed = we have crossed
meant-now = I report who is called
meant-full = there were no beds
meant-found = we have a place
meant-news = send me news
meant-stop = write no more
meant-start = write again
meant-forget = erase my number
meant-lang = another language
meant-volunteer = a question to a person
meant-share = pass it on
meant-thanks = just thanks
meant-who = who you are
meant-give = I want to help
meant-refused = I need nothing
option-further = { $key } more
    .voice = For more, press { $key }.
option-yes = yes
    .voice = For yes, press { $key }.
option-no = no
    .voice = For no, press { $key }.
option-named = { $name }
    .voice = For { $name }, press { $key }.
option-more = more
    .voice = For another place, press { $key }.
option-others = more
    .voice = For other crossings, press { $key }.
option-full = full
    .voice = If you went there and it is full, press { $key }.
option-details = details
    .voice = For details, press { $key }.
place-which = Which place? Reply with a number:
    .voice = Which place do you mean?
    .again = Sorry, we did not get that. Reply with a number:
    .again-voice = There is no such number. Which place?
place-near = We do not know that place. Maybe:
    .voice = Is it one of these places?
    .again = Reply with a number, or text the nearest town:
    .again-voice = There is no such number. Which place?
goodbye = Take care. Text or call any time.
    .voice = Take care. Call any time. Goodbye.
call-hint = Press star to go back, zero to ask a volunteer.
call-language = Hello! This is the help line.
    .again = There is no such number.
language-ru = Russkiy
    .voice = For Russian, press { $key }.
language-kk = Qazaqsha
    .voice = For Kazakh, press { $key }.
language-en = English
    .voice = For English, press { $key }.
call-not-spoken = { $language ->
        [kk] This line does not speak Kazakh yet. We will go on in English.
       *[other] This line does not speak that language yet. We will go on in English.
    }
limit = That was too many texts in a row. Wait 10 minutes and we will answer again. STOP and FORGET always work.
wrong-country = Sorry, we cannot answer phone numbers from this country.
trouble = Something broke on our side. Please send it again in a minute.
    .voice = Something broke on our side. Please call again in a minute.
emergency = { $kind ->
        [illness] Call 112 or 103 (ambulance).
        [childbirth] Call 112 or 103 (ambulance).
        [violence] Call 112 or 102 (police).
        [captivity] Call 112 or 102 (police).
        [missing] Call 112 or 102 (police).
        [fire] Call 112 or 101. Go out into the open air.
        [cold] Call 112. Stay together, near the car or the road.
        [suicide] Call 112 or 103: they will help you.
       *[any] Call 112 (ambulance 103, police 102).
    }
danger-others = { $text }
danger-told = We have told volunteers.
danger-where = Where are you? Text it, we pass it on.
danger-go-on = Text on, we pass it on.
danger-heard = { $told ->
        [yes] Passed on. If nobody answered, call 112 again.
       *[no] Noted, but nobody can be reached now. Call 112.
    }
maybe-danger = If a life is in danger, call 112 or reply SOS.

## While the store is away

away-age = Not updated since { $at }.
    .voice = Not updated since { $at }.
away-not-saved = We cannot save this right now. Please send it again in a few minutes.
    .voice = We cannot save this right now. Please call again in a few minutes.
away-one-message = We have a fault right now. Please put it all in one text, like: SHELTER URALSK, BORDER or MENU.
    .voice = Right now we can only tell you about places to sleep and the border.

## Shelter

shelter-where = Where are you now? Text your town or village.
    .voice = Where are you now?
    .again = We do not know that place. Text the nearest town, for example: Uralsk.
    .again-voice = There is no such number. Where are you now?
shelter-found = { $where }.
shelter-town = { $town }{ $km ->
        [0] .
       *[other] , { $km } km from here.
    }
    .voice = { $town }{ $km ->
        [0] .
       *[other] . It is { $km } kilometres from here.
    }
shelter-way = { $km } km from here.
    .voice = It is { $km } kilometres from here.
shelter-hours = { $state ->
        [open] Open until { $time }.
        [always] Open day and night.
        [soon] Opens at { $time }.
        [closing] Closes at { $time }.
       *[unknown] Hours not known.
    }
    .voice = { $state ->
        [open] Open until { $time }.
        [always] Open day and night.
        [soon] Opens at { $time }.
        [closing] Closes soon, at { $time }.
       *[unknown] We do not know the hours.
    }
shelter-welcome = Only for { $who }.
shelter-second = Also: { $name }{ $free ->
        [-1] .
        [one] , { $free } bed.
       *[other] , { $free } beds.
    }
    .voice = {""}
welcome-women = women
welcome-family = families with children
welcome-men = men
shelter-free = Room for { $free } (checked { $at }).
    .voice = There is room for { $free }, checked at { $at }.
shelter-few = Room for only { $free }, and you are { $party } ({ $at }).
    .voice = { $free ->
        [one] There is room for only { $free } person
       *[other] There is room for only { $free } people
    }, checked { $at }.
shelter-unknown = We do not know if there is room.
    .voice = We do not know if there is room.
shelter-opened = Open, checked { $at }.
shelter-stale = Last checked { $at }, may have changed.
    .voice = It was checked a while ago, { $at }, and may have changed.
shelter-said-full = Reported full ({ $at }).
    .voice = We were told that it is full, at { $at }.
shelter-was-full = Was full { $at }, not checked since.
shelter-then = 1 more, 2 no beds, 3 details
    .short = 1 more, 2 no beds, 3
    .voice = What next?
    .again = Reply with a number: 1 another place, 2 no beds there, 3 details. Or MENU.
    .again-voice = There is no such number.
shelter-then-again = 1 more, 2 no beds
    .voice = What next?
    .again = Reply with a number: 1 another place, 2 no beds there. Or MENU.
    .again-voice = There is no such number.
shelter-details = { $note }
shelter-offers = They have: { $offers }.
shelter-phone = Phone: { $phone }.
shelter-no-details = That is all we know. To ask a person, text VOLUNTEER.
    .voice = That is all we know. To ask a volunteer, press zero.
shelter-noted = Noted. A mistake? Text UNDO.
    .voice = Thank you, we noted that there are no beds.
shelter-full-unknown = Which place is full? First text SHELTER and your town.
shelter-no-more = No other open place nearby that we know. To ask a person: VOLUNTEER.
    .voice = We know no other open place nearby.
shelter-none = Nothing open within { $km } km.
shelter-far = Nearest open, { $km } km: { $where }.
    .voice = The nearest open one is { $km } kilometres away: { $where }.
shelter-full-there = { $name }: no beds at { $at }.
shelter-opens-later = The nearest one opens { $at }: { $where }.
shelter-ask-volunteer = To ask a person: VOLUNTEER.
    .voice = To ask a volunteer, press zero.
offer-warmth = a warm room
offer-toilets = toilets
offer-tea = tea
offer-hot-food = hot food
offer-beds = beds
offer-registration = help with registration
offer-volunteers = volunteers
offer-shower = showers
offer-charging = phone charging
offer-medical = medical help

## Charging a phone

charge-here = You can charge a phone there.
charge-full = No beds left, but you can charge a phone.
    .voice = There are no beds left, but you can charge a phone there.
charge-then = 1 more
    .voice = What next?
    .again = Reply with a number: 1 another place. Or MENU.
    .again-voice = There is no such number.
charge-none = We know no place nearby to charge a phone. To ask a person, text VOLUNTEER.
    .voice = We know no place nearby to charge a phone. To ask a volunteer, press zero.
charge-no-more = We know no other place nearby to charge a phone. To ask a person, text VOLUNTEER.
    .voice = We know no other place nearby to charge a phone. To ask a volunteer, press zero.

## Border

border-range = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: { $low }-{ $high } h{ $trend ->
        [growing] , growing
        [shrinking] , getting shorter
       *[none] {""}
    } ({ $at }).
    .voice = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: the wait is { $low } to { $high } hours{ $trend ->
        [growing] , and the queue is growing
        [shrinking] , and the queue is getting shorter
       *[none] {""}
    }. As of { $at }.
border-length = { $name }, { $mode ->
        [foot] on foot: { $queue ->
            [one] { $queue } person
           *[other] { $queue } people
        }
       *[car] by car: { $queue ->
            [one] { $queue } car
           *[other] { $queue } cars
        }
    } ({ $at }), wait unknown.
    .voice = { $name }, { $mode ->
        [foot] on foot: { $queue ->
            [one] { $queue } person
           *[other] { $queue } people
        } in line
       *[car] by car: { $queue ->
            [one] { $queue } car
           *[other] { $queue } cars
        } in line
    }, as of { $at }. We do not know how long the wait is.
border-old = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: old report ({ $at }): { $mode ->
        [foot] { $queue ->
            [one] { $queue } person
           *[other] { $queue } people
        }
       *[car] { $queue ->
            [one] { $queue } car
           *[other] { $queue } cars
        }
    }
    .voice = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: no fresh news. The last count, at { $at }, was { $queue } in line.
border-old-wait = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: old report ({ $at }): it took { $hours } h.
border-no-data = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: no reports yet.
    .voice = { $name }, { $mode ->
        [foot] on foot
       *[car] by car
    }: no news yet.
border-closed = { $name }: closed{ $until ->
        [none] {""}
       *[other] {" "}until { $until }
    }, as of { $at }.
border-open = Open, as of { $at }.
border-none-closed = We have not heard of closed crossings.
border-disputed = Reports differ.
border-faster = Faster: { $name }.
border-not-so = { $name }: { $mode ->
        [foot] nobody crosses on foot.
       *[car] nobody crosses by car.
    }
border-distant = The first is { $km } km away.
    .voice = The first one is { $km } kilometres away.
border-note = { $note }
border-unknown = We do not know any crossing yet.
border-then = MORE for others
    .voice = What next?
    .again = Text MORE or MENU.
    .again-voice = There is no such number.

## Registration

register-when = When did you enter Kazakhstan? For example: 25.09 or yesterday.
    .voice = When did you enter Kazakhstan? Key in the day and the month, four digits. For example, two, five, zero, nine.
    .again = Text the day you entered in numbers, for example: 25.09.2022.
    .again-voice = Key in four digits: the day and the month.
register-where = Where are you now? We will tell you where to go.
    .voice = Where are you now?
    .again = We do not know that place. Text the nearest town, for example: Uralsk.
    .again-voice = There is no such number. Where are you now?
register-answer = Russian citizens: register by { $register } if you stay over { $days } days. You may stay until { $stay }: { $total } days in any 6 months.
    .voice = For Russian citizens. If you stay longer than { $days } days, register by { $register }. Without a visa you may stay until { $stay }: { $total } days in any half-year, counting earlier visits.
register-answer-shut = Russian citizens: register by { $register } ({ $shut }), so go by { $day } { $last }, if you stay over { $days } days. You may stay until { $stay }.
    .voice = For Russian citizens. If you stay longer than { $days } days, register by { $register }. It is shut on that day: { $shut }. Go by { $last }, { $day }. Without a visa you may stay until { $stay }.
register-late = Russian citizens: the last day was { $register }, go right away. You may stay until { $stay }, { $total } days in any 6 months.
register-over = Your days without a visa ended on { $stay }: go to the migration service right away.
register-papers = Bring: { $papers }.
register-papers-online = Bring: { $papers }. Or do it online.
register-office = { $name }, { $days } { $opens }-{ $closes }.
    .voice = { $name }. { $address }. Hours: { $days }, from { $opens } to { $closes }.
register-office-always = { $name }, { $address }.
register-office-at = { $name }, { $address }, { $days } { $opens }-{ $closes }.
    .voice = { $name }. { $address }. Hours: { $days }, from { $opens } to { $closes }.
register-no-office = We know no office nearby. To ask a person, text VOLUNTEER.
register-no-rule = We do not know the rules for that date. Ask at the office:
register-others = Another passport? The office tells your dates.
register-host = Your host must tell them within { $days } working { $days ->
        [one] day
       *[other] days
    }.
register-remind = Shall we remind you? 1 yes, 2 no
    .voice = Shall we remind you of the dates by text message?
    .again = Shall we remind you of the dates? Reply 1 (yes) or 2 (no).
    .again-voice = There is no such number. Shall we remind you of the dates?
register-reminding = OK, we will remind you in good time. If you change your mind: STOP.
    .voice = OK, we will remind you in good time.
register-not-reminding = OK, no reminder. If you change your mind: REGISTER.
    .voice = OK, no reminder.
register-no-number = Your number is hidden, so we cannot remind you.
date-future = That day has not come yet.
date-impossible = There is no such day in the calendar.
paper-passport = passport
paper-border-stamp-or-card = entry stamp
    .voice = entry stamp or migration card
paper-host-details = host's details
    .voice = the details of the person you stay with
days-every = every day
days-range = { $first }-{ $last }
    .voice = { $first } to { $last }
days-list = { $days }
day-1 = Mon
    .voice = Monday
day-2 = Tue
    .voice = Tuesday
day-3 = Wed
    .voice = Wednesday
day-4 = Thu
    .voice = Thursday
day-5 = Fri
    .voice = Friday
day-6 = Sat
    .voice = Saturday
day-7 = Sun
    .voice = Sunday

## Topics

topics = What would you like to know about?
    .again = Sorry, we did not get that. Reply with a number:
    .again-voice = There is no such number.
topic = { $text }
# What was asked beside another matter, and waits
also = { $flow ->
        [register] About registration: text REGISTER.
        [charge] About charging a phone: text CHARGE.
       *[other] About the rest: text MENU.
    }
topics-none = No other topics yet. Text VOLUNTEER to ask a person.
    .voice = There are no other topics yet.

## A number in line, and reports from the border

line-number = What is your number in line?
    .voice = Key in your number in line, then the hash key.
    .again = Text the number in digits, for example: 143.
    .again-voice = Key in the number, then the hash key.
line-where = At which crossing? Reply with a number:
    .voice = At which crossing?
    .again = Sorry, we did not get that. Reply with a number:
    .again-voice = There is no such number.
line-due = Your number { $number }, { $name }: your turn is at about { $from } - { $to }. Now { $serving } ({ $at }).
    .voice = Your number { $number }, { $name }. Your turn is at about { $from } to { $to }. Now they call { $serving }.
line-passed = Number { $number }, { $name }: it seems they already called you. They were at { $serving } ({ $at }). Go to the gate.
line-unknown = Number { $number }, { $name }: noted. We do not know yet which number they call now. When you see it, text: NOW { $name } and the number.
    .voice = Number { $number }, { $name }: noted. We do not know yet which number they call now.
line-called = { $name }: number { $serving } was called ({ $at }).
line-called-unknown = { $name }: we do not know which number is called.
line-old = Number { $number }, { $name }: noted. Number { $serving } was called ({ $at }).
report-where = At which crossing? Reply with a number:
    .again = Sorry, we did not get that. Reply with a number:
    .again-voice = There is no such number.
    .voice = At which crossing?
report-how-many = How many people or cars are in line? Just the number.
    .voice = Key in how many people or cars are in line, then the hash key.
    .again = Text a number, for example: 250.
    .again-voice = Key in the number, then the hash key.
report-how-long = How many hours did it take you to cross? For example: 9.
    .voice = Key in how many hours it took you to cross, then the hash key.
    .again = Text the hours as a number, for example: 9.
    .again-voice = Key in the number of hours, then the hash key.
report-which-number = Which number do they call now?
    .voice = Key in the number that they call now, then the hash key.
    .again = Text the number in digits, for example: 143.
    .again-voice = Key in the number, then the hash key.
report-thanks = Thank you! Noted: { $name }, { $what ->
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }.
report-waiting = Thank you! { $name }: for now we wait for one more report like this.
report-not-here = You cannot cross that way at { $name }. Please send it again with another crossing.

## News, volunteer, language

news-ask = Shall we text you news about shelters and the border? You can end it with STOP. 1 yes, 2 no
    .voice = Shall we send you news about shelters and the border by text message?
    .again = Reply 1 (yes) or 2 (no): shall we text you news?
    .again-voice = There is no such number. Shall we send you news?
news-yes = OK, we will text you when it matters. To end it: STOP.
    .voice = OK, we will text you when it matters.
news-no = OK, no news. If you change your mind: NEWS.
    .voice = OK, no news.
news-no-number = Your number is hidden, so we cannot text you.
volunteer-question = Text your question in one message, a volunteer will read it. To go back: MENU.
    .voice = Ask your question after the beep, then press the hash key. A volunteer will listen to it.
    .again = Text your question in words.
    .again-voice = We did not hear anything. Ask your question after the beep.
volunteer-passed = Passed on. We will answer here as soon as we can.
    .voice = Recorded. A volunteer will listen to it.
volunteer-no-number = Passed on, but your number is hidden: call again or text us.
unknown-passed = Passed to a volunteer; a person will answer. For a list of words: MENU.
nobody-on-duty = Nobody is on duty now; we answer later.
place-passed = { $duty ->
        [on] We passed the rest to a volunteer; the answer comes here.
       *[off] We passed on the rest. Nobody is on duty now; we answer later.
    }
who-told = { $text }
who-we-are = A helpline, not the police.
who-word = Who we are: text WHO
who-answer = Free; SMS at your tariff. Your number is kept encrypted{ $days ->
        [0] {""}
       *[other] {" "}for { $days } days
    } and given to nobody. The network sees SMS. Erase: FORGET
give-passed = Thank you! We told the volunteers; they write when it is needed. If you did not say what, where and for how many, please add it.
found-done = Glad that you have a place. Rest well! Text us whenever you need help.
refused-done = All right. Text us when you need something.
unknown-further = Passed on to the volunteer who wrote to you. Anything else: MENU.
offer-volunteer = Sorry, we do not understand you. Shall we get a volunteer? 1 yes, 2 no
    .voice = Sorry, we do not understand you. Would you like to leave a question for a volunteer?
    .again = Shall we get a volunteer? Reply 1 (yes) or 2 (no).
    .again-voice = There is no such number. Would you like to leave a question for a volunteer?
answer-volunteer = Volunteer: { $text }
share-hotline = { $what ->
        [shelter] Text SHELTER and your town to { $number }, and a help line tells you where to sleep.
       *[border] Text BORDER to { $number }, and a help line tells you how it is now.
    }
share-border = Queue at the border:
share-shut = { $name }: { $state ->
        [closed] closed
       *[full] no room
    }, checked { $at }.
share-nothing = First ask for what you want to pass on, like SHELTER URALSK or BORDER. Then text SHARE.
lang-which = Language / Til / Yazyk:
    .voice = Choose a language.
    .again = Reply with a number:
    .again-voice = There is no such number.
lang-done = OK, we will text in English.
    .voice = OK, we will speak English.

## Volunteers

duty-noted = { $name }: { $what ->
        [open] open
        [open-beds] open, { $number } free
        [full] no room
        [closed] closed
        [closed-until] closed (until { $number })
        [beds] { $number } free
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }, { $at }.
duty-differs = Another volunteer wrote at { $at }: { $what ->
        [open] open
        [open-beds] open, { $number } free
        [full] no room
        [closed] closed
        [closed-until] closed (until { $number })
        [beds] { $number } free
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }. Yours counts now.
duty-hint = UNDO takes it back.
duty-undone = Taken back: { $name }: { $what ->
        [open] open
        [open-beds] open, { $number } free
        [full] no room
        [closed] closed
        [closed-until] closed (until { $number })
        [beds] { $number } free
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }, { $at }.
duty-guests-undone = Guests' words are taken away: { $name }.
duty-again = Now again: { $what ->
        [open] open
        [open-beds] open, { $number } free
        [full] no room
        [closed] closed
        [closed-until] closed (until { $number })
        [beds] { $number } free
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }, { $at }.
duty-nothing-to-undo = There is nothing to take back from the last 24 hours.
duty-unclear = "{ $item }": we did not get that. Text ? for the commands.
duty-which-shelter = "{ $item }": which shelter? { $codes }
duty-which-crossing = "{ $item }": which crossing? { $codes }
duty-several = "{ $item }": two names at once. Please put a comma between them.
duty-number = "{ $item }": which number? Like: { $example }
duty-typo = "{ $item }": { $number } looks like a typing mistake. Please send it again.
duty-later = "{ $item }": it is not time yet. Please text it when it is.
duty-far = { $name } is outside your area, so we changed nothing there. Please ask your coordinator.
duty-limit = More than { $most } changes in an hour: the rest was not taken. Please ask your coordinator.
duty-state = { $code }: { $what ->
        [open] open
        [full] no room
        [reported-full] a guest says no room
        [closed] closed
       *[beds] { $number } free
    }, { $at }.
duty-silent = { $code }: no news.
duty-nothing-near = We know no shelter or crossing in your area.
duty-then = MORE for the rest
    .voice = What next?
    .again = Text MORE or MENU.
    .again-voice = There is no such number.
duty-commands = { $role ->
        [coordinator] OPEN X 9, FULL X, CLOSED X, BEDS X 9, WAIT X 9, PASSED X 9, NOW X 9, STATUS, UNDO, ON, OFF, NEXT, REPLY 7, SEND X, CONFIRM PIN, APPROVE 7, DROP 7, VOLUNTEER +7
        [broadcaster] OPEN X 9, FULL X, CLOSED X, BEDS X 9, WAIT X 250, PASSED X 9, NOW X 143, STATUS, UNDO, ON, OFF, NEXT, REPLY 7 TEXT, SEND X TEXT, CONFIRM PIN, DROP 7
       *[reporter] OPEN CAMP 40, FULL CAMP, CLOSED CAMP, BEDS CAMP 9, WAIT TEPLOE 250, PASSED TEPLOE 9, NOW TEPLOE 14, STATUS, UNDO, ON, OFF, NEXT, REPLY 17 ...
    }
keeper-told = Another volunteer wrote at { $at }: { $name }: { $what ->
        [open] open
        [open-beds] open, { $number } free
        [full] no room
        [closed] closed
        [closed-until] closed (until { $number })
        [beds] { $number } free
        [people] people in line: { $number }
        [cars] cars in line: { $number }
        [hours] crossed in { $number } h
       *[serving] number { $number } is being called
    }.
keeper-guests = Two people say there are no beds: { $name }. Is it so? Reply FULL or BEDS 20.
keeper-tonight = { $name }: open tonight? How many free beds? Reply with a number, 0 for none, or CLOSED.
    .voice = { $name }: how many free beds are there tonight?
    .again = How many beds are free at { $name }? Just a number, or CLOSED.
    .again-voice = Key in the number of free beds, then the hash key.
recruit-ask = Shall { $name } (number ends in { $digits }) report as a volunteer{ $place ->
        [everywhere] {""}
       *[other] {" "}for { $place }
    }? 1 yes, 2 no
    .voice = Shall { $name } report as a volunteer?
    .again = Reply 1 (yes) or 2 (no): make { $name } a volunteer?
    .again-voice = There is no such number. Shall { $name } report as a volunteer?
recruit-done = Done: { $name } can report now. Tell them to text ? for the commands.
recruit-how = Which number is that? Like: VOLUNTEER +77010000092 Aigul. One at a time.
recruit-known = { $name } is a volunteer already. To change what they may do: hotline volunteer add.
recruit-no = OK, we added nobody.
inbox-on = You are on duty: we will text you when questions come in. { $count ->
        [0] None waits now.
        [one] { $count } question waits, text NEXT.
       *[other] { $count } questions wait, text NEXT.
    } To end it: OFF.
inbox-off = You are off duty. Thank you! What you did not answer goes to others.
inbox-new = { $count ->
        [one] { $count } question waits
       *[other] { $count } questions wait
    }. Text NEXT to take one. To hear no more: OFF.
inbox-empty = No question waits. Thank you!
inbox-question = { $number } ({ $language }, { $minutes } min): { $text }
inbox-recording = { $number } ({ $language }, { $minutes } min): a voice recording. Your coordinator can listen to it: hotline inbox list.
inbox-how = Answer in 30 minutes: REPLY { $number } and your text. To close it without an answer: REPLY { $number } -
inbox-danger = Maybe a life is in danger. { $number } ({ $language }): { $text }
inbox-further = They wrote again. { $number } ({ $language }): { $text }
inbox-reply-to = Answer: REPLY { $number } and your text.
inbox-reply-how = Write REPLY, the number of the question and your answer, like: REPLY 17 The bus leaves at 9:00.
inbox-gone = Question { $number } is not there any more: somebody answered it, or the person erased it. Text NEXT for another one.
inbox-held = Another volunteer has question { $number } now. Text NEXT for another one.
inbox-closed = Question { $number } is closed.
inbox-withheld = This number was hidden, nobody can write to it. Question { $number } is closed.
inbox-long = Too long: { $long } characters, { $most } at most. Please shorten it and send it again.
inbox-sent = Your answer to { $number } is on its way. Text NEXT for another one.
inbox-backlog = Questions wait too long: { $count } in all, { $old } for more than half an hour. Please get more volunteers on duty: ON, then NEXT.

## Stop, start, forget

stop-done = We will not text you first any more. If you ask, we still answer. To turn it back on: START.
start-done = Good to have you back. Text MENU. For news by SMS: NEWS.
forget-done = We erased everything about you: number, place, questions, reminders. Traces on our disk will be gone in a few minutes.

## What we ask by ourselves

found-bed = { $name }: did you find a bed? 1 yes, 2 it was full, 3 we did not go there. To end it: STOP
    .again = Reply with a number: 1 found a bed, 2 it was full, 3 we did not go there
    .again-voice = There is no such number.
found-bed-good = Good. Rest well! To tell others of this place: SHARE.
found-bed-other = OK. If you need another place, text SHELTER.
mistake-undone = All right, we do not count it: { $name }.
mistake-nothing = Nothing to undo: you have reported nothing to us.
crossed = You asked us about the border. Are you through? 1 yes, 2 still in line, 3 did not go. To end it: STOP
    .again = Reply with a number: 1 we are through, 2 still in line, 3 did not go
    .again-voice = There is no such number.
crossed-not-yet = Hang on, we will ask again later. How it is now: BORDER.
crossed-other = OK. If you need it, text BORDER.
line-near = Your number { $number }, { $name }, is near: { $when ->
        [now] they may call it any moment
       *[soon] at about { $from } - { $to }
    }. Last called: { $serving } ({ $at }).
line-serving = Which number do they call now? Reply with the number.
    .again = Write the number in digits, for example: 143. If you do not know, do not reply.
    .again-voice = There is no such number.
register-due = { $days ->
        [0] Help line: today is the last day to register
        [1] Help line: tomorrow, { $date }, is the last day to register
       *[other] Help line: you have to register by { $date }, { $days } days left
    }. Is it done? 1 yes, 2 no. To end it: STOP
    .again = Have you registered? Reply 1 (yes) or 2 (no).
    .again-voice = There is no such number.
register-done = Great! We will not remind you of it again.
stay-due = { $days ->
        [0] Help line: today is your last day without a visa
        [1] Help line: tomorrow, { $date }, is your last day without a visa
       *[other] Help line: you may stay without a visa until { $date }, { $days } days left
    }. Have you decided what to do then? 1 yes, 2 no. To end it: STOP
    .again = Have you decided what to do after that date? Reply 1 (yes) or 2 (no).
    .again-voice = There is no such number.
stay-settled = OK, no more reminders. Good luck!
stay-advice = Ask here how to stay longer:
option-not-yet = still in line
option-other = no

## Broadcasts

broadcast-ended = Broadcast { $number } is over: { $delivered } of { $people } delivered, { $failed } failed, { $dropped } not sent, { $unheard } without word from the network.
broadcast-footer = No more messages: STOP
broadcast-progress = Broadcast { $number }: { $state ->
        [waiting] waits for a second coordinator
        [listing] the list is being made
        [dropped] stopped: { $sent } of { $people } sent
       *[running] { $sent } of { $people } sent, { $delivered } delivered
    }.
whom-alert = alert
whom-all = all who asked for news
whom-near = { $name } and { $km } km around
send-whom = To whom? For example: SEND URALSK The camp is closed. You may name a town, a crossing, a topic, RU, KK, EN, ALL; ALERT: also those answered in 2 days.
send-text = { $why ->
        [empty] The text is missing. For example: SEND URALSK The camp is closed.
        [twice] There are two texts in { $language }.
        [unknown] The hotline does not write { $language }.
       *[long] Too long. Please shorten it.
    } Nothing was sent.
send-far = That is outside your area. Please ask your coordinator.
send-nobody = { $whom }: nobody there asked for news. Nothing was sent.
send-estimate = { $number }. { $whom }: { $people ->
        [one] { $people } person
       *[other] { $people } people
    }, { $segments } SMS{ $price ->
        [unknown] {""}
       *[other] , { $price }
    }, { $minutes } min, the last one at { $last }. Send it: CONFIRM and your PIN. Do not send: DROP { $number }
send-estimate-ways = { $number }. { $whom }: { $ways }; { $segments } SMS{ $price ->
        [unknown] {""}
       *[other] , { $price },
    } by { $last }. Send it: CONFIRM and your PIN. No: DROP { $number }
way-smsgate = phone { $people ->
        [one] { $people } person
       *[other] { $people } people
    }, { $minutes } min
way-twilio = Twilio { $people ->
        [one] { $people } person
       *[other] { $people } people
    }, { $minutes } min
confirm-nothing = Nothing to confirm: a draft lives for 30 minutes. Begin with SEND.
confirm-pin = { $why ->
        [none] You have no PIN. A coordinator sets it at the computer.
        [locked] The PIN is locked after five wrong ones. A coordinator sets a new one at the computer.
       *[wrong] Wrong PIN. Nothing was sent.
    }
confirm-waiting = { $others ->
        [0] It needs a second coordinator, and there is none. Broadcast { $number } waits.
       *[other] Broadcast { $number } waits for a second coordinator; we wrote to them.
    }
confirm-done = Sending to { $people ->
        [one] { $people } person
       *[other] { $people } people
    }. Progress: STATUS. Stop it: DROP { $number }
approve-ask = { $name } wants to send to { $people ->
        [one] { $people } person
       *[other] { $people } people
    } ({ $whom }): "{ $text }". If you agree: APPROVE { $number }
approve-nothing = No such broadcast waits for approval. Numbers: STATUS
approve-own = You cannot approve your own broadcast: another coordinator has to.
approve-done = Approved, broadcast { $number } goes out. Stop it: DROP { $number }
approved = Your broadcast { $number } is approved and goes out. Progress: STATUS
refused = Another coordinator cancelled your broadcast { $number }. Nobody got it.
drop-cancelled = Broadcast { $number } is cancelled. Nobody got it.
drop-nothing = There is no such broadcast, or it is over. Numbers: STATUS
drop-not-yours = That is somebody else's broadcast. Its author or a coordinator can stop it.
drop-done = Broadcast { $number } is stopped. { $sent } of { $people } were sent; the exact result follows.
