"""The table of known modifiers, as text, read on first use. Labels are otcpt's own words, never a code set's.

Columns: modifier, kind, label, and for the few whose days are known: first day, last day, what the days say (``code``
in force as a modifier, ``claims`` asked for on claims), confidence (P a document read, S secondary sources, L general
knowledge), source.

What is not here is not wrong: states and payers have modifiers of their own.
"""

TABLE = """\
GO | discipline | occupational therapy plan of care
GP | discipline | physical therapy plan of care
GN | discipline | speech-language pathology plan of care
CO | assistant | given in part or whole by an OT assistant | 2020-01-01 | | claims | P | 42 U.S.C. 1395m(v)(2)
CQ | assistant | given in part or whole by a PT assistant | 2020-01-01 | | claims | P | 42 U.S.C. 1395m(v)(2)
KX | threshold | conditions of the payer's policy met; for therapy: needed above the yearly threshold
GA | liability | required notice of non-coverage is on file
GX | liability | voluntary notice of non-coverage was given | 2010-04-01 | | code | S | CR 6563
GY | liability | excluded by statute, or no benefit | 2002-01-01 | | code | S | PM B-01-30
GZ | liability | expected to be denied as not necessary, no notice on file | 2002-01-01 | | code | S | PM B-01-30
GL | liability | unneeded upgrade, given free of charge
EY | liability | no order for the item or service
GK | liability | what would have been needed, beside an upgrade
GU | liability | routine notice of liability
59 | separate | separate service
XE | separate | separate encounter | 2015-01-01 | | code | S | CR 8863
XP | separate | separate practitioner | 2015-01-01 | | code | S | CR 8863
XS | separate | separate structure | 2015-01-01 | | code | S | CR 8863
XU | separate | unusual, does not overlap | 2015-01-01 | | code | S | CR 8863
24 | visit | visit unrelated to surgery just done
25 | visit | significant, separate visit on the day of a procedure
57 | visit | visit that led to the decision for surgery
27 | visit | several hospital outpatient encounters on a day
58 | surgery | staged or related procedure in a global period
78 | surgery | unplanned return for a related procedure
79 | surgery | unrelated procedure in a global period
54 | surgery | surgical care only
55 | surgery | care after surgery only
56 | surgery | care before surgery only
62 | surgery | two surgeons
66 | surgery | surgical team
80 | surgery | assistant at surgery
81 | surgery | minimal assistance at surgery
82 | surgery | assistance at surgery, no resident to be had
AS | surgery | non-physician assistant at surgery
76 | repeat | repeated by the same practitioner
77 | repeat | repeated by another practitioner
91 | repeat | laboratory test repeated on the day
95 | telehealth | live by audio and video | 2017-01-01 | | code | S | CPT 2017
93 | telehealth | live by audio alone | 2022-01-01 | | code | S | CPT 2022
GT | telehealth | live by audio and video, as some payers and critical access hospitals write it
GQ | telehealth | by stored recording
G0 | telehealth | remote care of an acute stroke | 2019-01-01 | | code | L | CR 10883
FQ | telehealth | live by audio alone, as clinics write it
FR | telehealth | supervised live by audio and video
96 | habilitation | learns a skill not had before | 2018-01-01 | | code | S | CPT 2018
97 | habilitation | regains a skill that was lost | 2018-01-01 | | code | S | CPT 2018
SZ | habilitation | learns a skill not had before, as payers wrote it before 96
CH | severity | functional limitation 0 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CI | severity | functional limitation 1 to 19 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CJ | severity | functional limitation 20 to 39 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CK | severity | functional limitation 40 to 59 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CL | severity | functional limitation 60 to 79 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CM | severity | functional limitation 80 to 99 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
CN | severity | functional limitation 100 percent | 2013-01-01 | 2018-12-31 | claims | P | functional reporting
AT | chiropractic | active treatment by a chiropractor
LT | site | left side
RT | site | right side
FA | site | left thumb
F1 | site | left hand, second finger
F2 | site | left hand, third finger
F3 | site | left hand, fourth finger
F4 | site | left hand, fifth finger
F5 | site | right thumb
F6 | site | right hand, second finger
F7 | site | right hand, third finger
F8 | site | right hand, fourth finger
F9 | site | right hand, fifth finger
TA | site | left great toe
T1 | site | left foot, second toe
T2 | site | left foot, third toe
T3 | site | left foot, fourth toe
T4 | site | left foot, fifth toe
T5 | site | right great toe
T6 | site | right foot, second toe
T7 | site | right foot, third toe
T8 | site | right foot, fourth toe
T9 | site | right foot, fifth toe
E1 | site | left upper eyelid
E2 | site | left lower eyelid
E3 | site | right upper eyelid
E4 | site | right lower eyelid
LC | site | left circumflex coronary artery
LD | site | left anterior descending coronary artery
LM | site | left main coronary artery
RC | site | right coronary artery
RI | site | ramus intermedius coronary artery
50 | site | both sides
22 | extent | much more work than usual
26 | extent | professional part only
TC | extent | technical part only
32 | extent | ordered by a third party
33 | extent | preventive service
51 | extent | one of several procedures
52 | extent | less than the whole service
53 | extent | broken off
63 | extent | infant under 4 kg
73 | extent | broken off before anesthesia
74 | extent | broken off after anesthesia began
90 | extent | outside laboratory
92 | extent | portable laboratory kit
99 | extent | more modifiers than fit on the line
CR | program | disaster or catastrophe
CS | program | no share of the patient in the cost
GC | program | partly by a resident under a teaching physician
GE | program | by a resident, primary-care exception
GV | program | attending physician of a hospice patient
GW | program | unrelated to the hospice patient's terminal illness
GJ | program | emergency service of a physician who opted out
GF | program | non-physician in a critical access hospital
PN | program | off-campus department of a hospital, paid by the other schedule
PO | program | off-campus department of a hospital
PT | program | colorectal screening that became treatment
ET | program | emergency service
ER | program | off-campus emergency department of a hospital
Q0 | program | investigational service in a clinical study
Q1 | program | routine service in a clinical study
Q5 | program | by a substitute under a reciprocal arrangement
Q6 | program | by a substitute paid for the time
QC | program | one channel monitored
QD | program | recorded digitally
QJ | program | patient in custody
QW | program | simple laboratory test that needs no certificate
AI | program | principal physician of record
AQ | program | in a health professional shortage area
CG | program | policy criteria applied
CC | program | code changed by the payer
SG | program | ambulatory surgical center
JW | program | drug thrown away
JZ | program | no drug thrown away
X1 | program | patient relation: continuous, broad
X2 | program | patient relation: continuous, focused
X3 | program | patient relation: episodic, broad
X4 | program | patient relation: episodic, focused
X5 | program | patient relation: only as ordered by another clinician
1P | program | quality measure left out for medical reasons
2P | program | quality measure left out for the patient's reasons
3P | program | quality measure left out for reasons of the system
8P | program | quality measure not done, no reason given
QK | anesthesia | two to four anesthesias directed by one physician
QX | anesthesia | nurse anesthetist under a physician's direction
QY | anesthesia | one anesthesia directed by a physician
QZ | anesthesia | nurse anesthetist alone
AA | anesthesia | by the anesthesiologist personally
NU | supply | new equipment
UE | supply | used equipment
RR | supply | rental
NR | supply | new when first rented
RA | supply | replacement of an item
RB | supply | replacement of a part
KA | supply | wheelchair add-on
KC | supply | replacement of a special wheelchair interface
KF | supply | class III device
KH | supply | first claim, purchase or first month of rental
KI | supply | second or third month of rental
KJ | supply | fourth to fifteenth month of rental
KO | supply | one drug in a dose for inhalation
KP | supply | first drug of several in a dose
KQ | supply | further drug of several in a dose
KR | supply | part of a month of rental
KM | supply | facial prosthesis, new impression
KN | supply | facial prosthesis from the old mold
KU | supply | competitive bidding, number 3
KV | supply | item of competitive bidding as part of a professional service
KE | supply | bid accessory used with equipment outside competitive bidding
KG | supply | competitive bidding, number 1
KK | supply | competitive bidding, number 2
KL | supply | item of competitive bidding, sent by mail
KT | supply | patient travels outside the bidding area of the home
KW | supply | competitive bidding, number 4
KY | supply | competitive bidding, number 5
KZ | supply | new coverage not yet in force
KB | supply | upgrade asked for by the patient, more than four modifiers
K0 | supply | prosthesis: no ability to walk expected
K1 | supply | prosthesis: walks at home
K2 | supply | prosthesis: walks with limits outside
K3 | supply | prosthesis: walks outside at various speeds
K4 | supply | prosthesis: high demands
J4 | supply | item of competitive bidding from a hospital at discharge
J5 | supply | off-the-shelf orthosis as part of a therapist's service
AV | supply | with a prosthesis or orthosis
AW | supply | with a surgical dressing
A1 | supply | dressing of one wound
A2 | supply | dressing of two wounds
A3 | supply | dressing of three wounds
A4 | supply | dressing of four wounds
A5 | supply | dressing of five wounds
A6 | supply | dressing of six wounds
A7 | supply | dressing of seven wounds
A8 | supply | dressing of eight wounds
A9 | supply | dressing of nine or more wounds
BP | supply | patient chose to buy
BR | supply | patient chose to rent
BU | supply | patient did not choose between buying and renting
MS | supply | maintenance of equipment
LL | supply | lease
TW | supply | backup equipment
TS | program | follow-up service
QL | program | patient died after the ambulance was called
TQ | program | volunteer ambulance
EP | medicaid | screening program for children
FP | medicaid | family planning
HA | medicaid | program for children and youth
HB | medicaid | program for adults
HC | medicaid | program for older adults
HD | medicaid | program for pregnant women and parents
HE | medicaid | mental health program
HF | medicaid | substance use program
HG | medicaid | opioid treatment program
HH | medicaid | program for mental health with substance use
HI | medicaid | program for mental health with intellectual disability
HJ | medicaid | employee assistance program
HK | medicaid | mental health program for people at high risk
HL | medicaid | intern
HM | medicaid | staff without a bachelor's degree
HN | medicaid | staff with a bachelor's degree
HO | medicaid | staff with a master's degree
HP | medicaid | staff with a doctoral degree
HQ | medicaid | in a group
HR | medicaid | family or couple with the client
HS | medicaid | family or couple without the client
HT | medicaid | team of several disciplines
HU | medicaid | paid by child welfare
HV | medicaid | paid by the state's addiction agency
HW | medicaid | paid by the state's mental health agency
HX | medicaid | paid by county or town
HY | medicaid | paid by juvenile justice
HZ | medicaid | paid by criminal justice
SC | medicaid | medically necessary service or supply
SE | medicaid | paid by a state or federal program
TD | medicaid | registered nurse
TE | medicaid | licensed practical nurse
TF | medicaid | intermediate level of care
TG | medicaid | complex level of care
TH | medicaid | obstetric care
TJ | medicaid | group program for children and youth
TK | medicaid | further patient or passenger
TL | medicaid | early intervention plan of a family
TM | medicaid | education program of a pupil
TN | medicaid | rural, outside the provider's area
TR | medicaid | school services outside the pupil's district
TT | medicaid | one service to several patients at once
TU | medicaid | overtime rate
TV | medicaid | holiday or weekend rate
U1 | medicaid | level 1 as the state defines it
U2 | medicaid | level 2 as the state defines it
U3 | medicaid | level 3 as the state defines it
U4 | medicaid | level 4 as the state defines it
U5 | medicaid | level 5 as the state defines it
U6 | medicaid | level 6 as the state defines it
U7 | medicaid | level 7 as the state defines it
U8 | medicaid | level 8 as the state defines it
U9 | medicaid | level 9 as the state defines it
UA | medicaid | level 10 as the state defines it
UB | medicaid | level 11 as the state defines it
UC | medicaid | level 12 as the state defines it
UD | medicaid | level 13 as the state defines it
UF | medicaid | in the morning
UG | medicaid | in the afternoon
UH | medicaid | in the evening
UJ | medicaid | at night
UK | medicaid | on behalf of the client to somebody else
UN | program | two patients served
UP | program | three patients served
UQ | program | four patients served
UR | program | five patients served
US | program | six or more patients served
"""
