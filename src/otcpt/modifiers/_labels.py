"""What each known modifier says, in otcpt's own words, never a code set's; read on first use."""

LABELS = """\
GO | occupational therapy plan of care
GP | physical therapy plan of care
GN | speech-language pathology plan of care
CO | given in part or whole by an OT assistant
CQ | given in part or whole by a PT assistant
KX | conditions of the payer's policy met; for therapy: needed above the yearly threshold
GA | required notice of non-coverage is on file
GX | voluntary notice of non-coverage was given
GY | excluded by statute, or no benefit
GZ | expected to be denied as not necessary, no notice on file
GL | unneeded upgrade, given free of charge
EY | no order for the item or service
GK | what would have been needed, beside an upgrade
GU | routine notice of liability
59 | separate service
XE | separate encounter
XP | separate practitioner
XS | separate structure
XU | unusual, does not overlap
24 | visit unrelated to surgery just done
25 | significant, separate visit on the day of a procedure
57 | visit that led to the decision for surgery
27 | several hospital outpatient encounters on a day
58 | staged or related procedure in a global period
78 | unplanned return for a related procedure
79 | unrelated procedure in a global period
54 | surgical care only
55 | care after surgery only
56 | care before surgery only
62 | two surgeons
66 | surgical team
80 | assistant at surgery
81 | minimal assistance at surgery
82 | assistance at surgery, no resident to be had
AS | non-physician assistant at surgery
76 | repeated by the same practitioner
77 | repeated by another practitioner
91 | laboratory test repeated on the day
95 | live by audio and video
93 | live by audio alone
GT | live by audio and video, as some payers and critical access hospitals write it
GQ | by stored recording
G0 | remote care of an acute stroke
FQ | live by audio alone, as clinics write it
FR | supervised live by audio and video
96 | learns a skill not had before
97 | regains a skill that was lost
SZ | learns a skill not had before, as payers wrote it before 96
CH | functional limitation 0 percent
CI | functional limitation 1 to 19 percent
CJ | functional limitation 20 to 39 percent
CK | functional limitation 40 to 59 percent
CL | functional limitation 60 to 79 percent
CM | functional limitation 80 to 99 percent
CN | functional limitation 100 percent
AT | active treatment by a chiropractor
LT | left side
RT | right side
FA | left thumb
F1 | left hand, second finger
F2 | left hand, third finger
F3 | left hand, fourth finger
F4 | left hand, fifth finger
F5 | right thumb
F6 | right hand, second finger
F7 | right hand, third finger
F8 | right hand, fourth finger
F9 | right hand, fifth finger
TA | left great toe
T1 | left foot, second toe
T2 | left foot, third toe
T3 | left foot, fourth toe
T4 | left foot, fifth toe
T5 | right great toe
T6 | right foot, second toe
T7 | right foot, third toe
T8 | right foot, fourth toe
T9 | right foot, fifth toe
E1 | left upper eyelid
E2 | left lower eyelid
E3 | right upper eyelid
E4 | right lower eyelid
LC | left circumflex coronary artery
LD | left anterior descending coronary artery
LM | left main coronary artery
RC | right coronary artery
RI | ramus intermedius coronary artery
50 | both sides
22 | much more work than usual
26 | professional part only
TC | technical part only
32 | ordered by a third party
33 | preventive service
51 | one of several procedures
52 | less than the whole service
53 | broken off
63 | infant under 4 kg
73 | broken off before anesthesia
74 | broken off after anesthesia began
90 | outside laboratory
92 | portable laboratory kit
99 | more modifiers than fit on the line
CR | disaster or catastrophe
CS | no share of the patient in the cost
GC | partly by a resident under a teaching physician
GE | by a resident, primary-care exception
GV | attending physician of a hospice patient
GW | unrelated to the hospice patient's terminal illness
GJ | emergency service of a physician who opted out
GF | non-physician in a critical access hospital
PN | off-campus department of a hospital, paid by the other schedule
PO | off-campus department of a hospital
PT | colorectal screening that became treatment
ET | emergency service
ER | off-campus emergency department of a hospital
Q0 | investigational service in a clinical study
Q1 | routine service in a clinical study
Q5 | by a substitute under a reciprocal arrangement
Q6 | by a substitute paid for the time
QC | one channel monitored
QD | recorded digitally
QJ | patient in custody
QW | simple laboratory test that needs no certificate
AI | principal physician of record
AQ | in a health professional shortage area
CG | policy criteria applied
CC | code changed by the payer
SG | ambulatory surgical center
JW | drug thrown away
JZ | no drug thrown away
X1 | patient relation: continuous, broad
X2 | patient relation: continuous, focused
X3 | patient relation: episodic, broad
X4 | patient relation: episodic, focused
X5 | patient relation: only as ordered by another clinician
1P | quality measure left out for medical reasons
2P | quality measure left out for the patient's reasons
3P | quality measure left out for reasons of the system
8P | quality measure not done, no reason given
QK | two to four anesthesias directed by one physician
QX | nurse anesthetist under a physician's direction
QY | one anesthesia directed by a physician
QZ | nurse anesthetist alone
AA | by the anesthesiologist personally
NU | new equipment
UE | used equipment
RR | rental
NR | new when first rented
RA | replacement of an item
RB | replacement of a part
KA | wheelchair add-on
KC | replacement of a special wheelchair interface
KF | class III device
KH | first claim, purchase or first month of rental
KI | second or third month of rental
KJ | fourth to fifteenth month of rental
KO | one drug in a dose for inhalation
KP | first drug of several in a dose
KQ | further drug of several in a dose
KR | part of a month of rental
KM | facial prosthesis, new impression
KN | facial prosthesis from the old mold
KU | competitive bidding, number 3
KV | item of competitive bidding as part of a professional service
KE | bid accessory used with equipment outside competitive bidding
KG | competitive bidding, number 1
KK | competitive bidding, number 2
KL | item of competitive bidding, sent by mail
KT | patient travels outside the bidding area of the home
KW | competitive bidding, number 4
KY | competitive bidding, number 5
KZ | new coverage not yet in force
KB | upgrade asked for by the patient, more than four modifiers
K0 | prosthesis: no ability to walk expected
K1 | prosthesis: walks at home
K2 | prosthesis: walks with limits outside
K3 | prosthesis: walks outside at various speeds
K4 | prosthesis: high demands
J4 | item of competitive bidding from a hospital at discharge
J5 | off-the-shelf orthosis as part of a therapist's service
AV | with a prosthesis or orthosis
AW | with a surgical dressing
A1 | dressing of one wound
A2 | dressing of two wounds
A3 | dressing of three wounds
A4 | dressing of four wounds
A5 | dressing of five wounds
A6 | dressing of six wounds
A7 | dressing of seven wounds
A8 | dressing of eight wounds
A9 | dressing of nine or more wounds
BP | patient chose to buy
BR | patient chose to rent
BU | patient did not choose between buying and renting
MS | maintenance of equipment
LL | lease
TW | backup equipment
TS | follow-up service
QL | patient died after the ambulance was called
TQ | volunteer ambulance
EP | screening program for children
FP | family planning
HA | program for children and youth
HB | program for adults
HC | program for older adults
HD | program for pregnant women and parents
HE | mental health program
HF | substance use program
HG | opioid treatment program
HH | program for mental health with substance use
HI | program for mental health with intellectual disability
HJ | employee assistance program
HK | mental health program for people at high risk
HL | intern
HM | staff without a bachelor's degree
HN | staff with a bachelor's degree
HO | staff with a master's degree
HP | staff with a doctoral degree
HQ | in a group
HR | family or couple with the client
HS | family or couple without the client
HT | team of several disciplines
HU | paid by child welfare
HV | paid by the state's addiction agency
HW | paid by the state's mental health agency
HX | paid by county or town
HY | paid by juvenile justice
HZ | paid by criminal justice
SC | medically necessary service or supply
SE | paid by a state or federal program
TD | registered nurse
TE | licensed practical nurse
TF | intermediate level of care
TG | complex level of care
TH | obstetric care
TJ | group program for children and youth
TK | further patient or passenger
TL | early intervention plan of a family
TM | education program of a pupil
TN | rural, outside the provider's area
TR | school services outside the pupil's district
TT | one service to several patients at once
TU | overtime rate
TV | holiday or weekend rate
U1 | level 1 as the state defines it
U2 | level 2 as the state defines it
U3 | level 3 as the state defines it
U4 | level 4 as the state defines it
U5 | level 5 as the state defines it
U6 | level 6 as the state defines it
U7 | level 7 as the state defines it
U8 | level 8 as the state defines it
U9 | level 9 as the state defines it
UA | level 10 as the state defines it
UB | level 11 as the state defines it
UC | level 12 as the state defines it
UD | level 13 as the state defines it
UF | in the morning
UG | in the afternoon
UH | in the evening
UJ | at night
UK | on behalf of the client to somebody else
UN | two patients served
UP | three patients served
UQ | four patients served
UR | five patients served
US | six or more patients served
"""
