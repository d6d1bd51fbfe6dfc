BEGIN TRANSACTION;
CREATE TABLE actions (
	workbook TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	verb TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at TEXT NOT NULL, 
	undoes INTEGER, 
	undone_by INTEGER, 
	rows INTEGER NOT NULL, 
	PRIMARY KEY (workbook, number), 
	UNIQUE (workbook, operation)
);
INSERT INTO "actions" VALUES('b00c000000000001',1,'begin-b00c000000000001','begin','2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','2026-03-02T09:30:00.000+00:00',NULL,NULL,1);
INSERT INTO "actions" VALUES('b00c000000000001',2,'one','import','2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','2026-03-02T09:30:00.000+00:00',NULL,NULL,4);
INSERT INTO "actions" VALUES('b00c000000000001',3,'two5','change','2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','2026-03-02T09:30:00.000+00:00',NULL,5,1);
INSERT INTO "actions" VALUES('b00c000000000001',4,'three','comment','2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','2026-03-02T09:30:00.000+00:00',NULL,NULL,1);
INSERT INTO "actions" VALUES('b00c000000000001',5,'four','undo','2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','2026-03-02T09:30:00.000+00:00',3,NULL,1);
CREATE TABLE asks (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	target TEXT, 
	about TEXT, 
	planned_on TEXT, 
	sent_anyway TEXT NOT NULL, 
	warned_of TEXT NOT NULL, 
	tries INTEGER, 
	tries_reason TEXT NOT NULL, 
	later_until TEXT, 
	let_go_on TEXT, 
	revisit_on TEXT, 
	still_wanted_on TEXT, 
	told_on TEXT, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
INSERT INTO "asks" VALUES('b00c000000000001','a000000000000001',2,'c000000000000001','advice talk','general',NULL,NULL,NULL,'','',NULL,'',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE changes (
	workbook TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	"of" TEXT NOT NULL, 
	"row" TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	PRIMARY KEY (workbook, number, place)
);
INSERT INTO "changes" VALUES('b00c000000000001',1,0,'covers','b00c000000000001',NULL,'{"id":"b00c000000000001","version":1,"name":"My workbook","time_zone":"Europe/Berlin","owner":"","looking_for":"","free_when":"","phone":"","paused_on":null,"paused_days":0,"closed_on":null}');
INSERT INTO "changes" VALUES('b00c000000000001',2,0,'contacts','c000000000000001',NULL,'{"id":"c000000000000001","version":2,"name":"Ann O''Neil","kind":null,"strength":null,"company":"Acme","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"Met at the fair: 100 % sure?","passed_over":0}');
INSERT INTO "changes" VALUES('b00c000000000001',2,1,'contacts','c000000000000002',NULL,'{"id":"c000000000000002","version":2,"name":"Bo","kind":null,"strength":null,"company":"","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"","passed_over":0}');
INSERT INTO "changes" VALUES('b00c000000000001',2,2,'asks','a000000000000001',NULL,'{"id":"a000000000000001","version":2,"contact":"c000000000000001","kind":"advice talk","scope":"general","target":null,"about":null,"planned_on":null,"sent_anyway":"","warned_of":"","tries":null,"tries_reason":"","later_until":null,"let_go_on":null,"revisit_on":null,"still_wanted_on":null,"told_on":null}');
INSERT INTO "changes" VALUES('b00c000000000001',2,3,'touches','7000000000000001',NULL,'{"id":"7000000000000001","version":2,"contact":"c000000000000001","ask":"a000000000000001","direction":"outreach","on":"2026-03-01","at":null,"channel":null,"purpose":"attempt","rung":null,"outcome":null,"helped_with":"","words":"Hello"}');
INSERT INTO "changes" VALUES('b00c000000000001',3,0,'contacts','c000000000000002','{"id":"c000000000000002","version":2,"name":"Bo","kind":null,"strength":null,"company":"","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"","passed_over":0}','{"id":"c000000000000002","version":3,"name":"Bo","kind":null,"strength":null,"company":"Bee","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"","passed_over":0}');
INSERT INTO "changes" VALUES('b00c000000000001',4,0,'comments','e000000000000001',NULL,'{"id":"e000000000000001","version":4,"table":"contacts","row":"c000000000000001","on":"2026-03-02","author":"Cee","text":"Warm","private":1}');
INSERT INTO "changes" VALUES('b00c000000000001',5,0,'contacts','c000000000000002','{"id":"c000000000000002","version":3,"name":"Bo","kind":null,"strength":null,"company":"Bee","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"","passed_over":0}','{"id":"c000000000000002","version":5,"name":"Bo","kind":null,"strength":null,"company":"","position":"","email":"","phone":"","link":"","met_how":null,"spoke_about":"","did_together":"","mutual_contact":null,"degree":null,"knows_my_work":null,"ever_helped":null,"knows_at":"","cadence":null,"not_before":null,"connected_on":null,"notes":"","passed_over":0}');
CREATE TABLE comments (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	"table" TEXT NOT NULL, 
	"row" TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	author TEXT NOT NULL, 
	text TEXT NOT NULL, 
	private INTEGER NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
INSERT INTO "comments" VALUES('b00c000000000001','e000000000000001',4,'contacts','c000000000000001','2026-03-02','Cee','Warm',1);
CREATE TABLE contacts (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT, 
	strength INTEGER, 
	company TEXT NOT NULL, 
	position TEXT NOT NULL, 
	email TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	link TEXT NOT NULL, 
	met_how TEXT, 
	spoke_about TEXT NOT NULL, 
	did_together TEXT NOT NULL, 
	mutual_contact TEXT, 
	degree INTEGER, 
	knows_my_work INTEGER, 
	ever_helped INTEGER, 
	knows_at TEXT NOT NULL, 
	cadence TEXT, 
	not_before TEXT, 
	connected_on TEXT, 
	notes TEXT NOT NULL, 
	passed_over INTEGER NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
INSERT INTO "contacts" VALUES('b00c000000000001','c000000000000001',2,'Ann O''Neil',NULL,NULL,'Acme','','','','',NULL,'','',NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,'Met at the fair: 100 % sure?',0);
INSERT INTO "contacts" VALUES('b00c000000000001','c000000000000002',5,'Bo',NULL,NULL,'','','','','',NULL,'','',NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,'',0);
CREATE TABLE covers (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	time_zone TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	looking_for TEXT NOT NULL, 
	free_when TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	paused_on TEXT, 
	paused_days INTEGER NOT NULL, 
	closed_on TEXT, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
INSERT INTO "covers" VALUES('b00c000000000001','b00c000000000001',1,'My workbook','Europe/Berlin','','','','',NULL,0,NULL);
CREATE TABLE exercises (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	"on" TEXT, 
	answer TEXT NOT NULL, 
	count_of INTEGER, 
	count INTEGER, 
	done INTEGER, 
	not_for_me INTEGER NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE gives (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	kind TEXT, 
	what TEXT NOT NULL, 
	planned_on TEXT, 
	given_on TEXT, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE guesses (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	of_ten INTEGER NOT NULL, 
	made_on TEXT NOT NULL, 
	locked_on TEXT, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE promises (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	ask TEXT, 
	what TEXT NOT NULL, 
	made_on TEXT NOT NULL, 
	"by" TEXT, 
	kept_on TEXT, 
	dropped_on TEXT, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE schema (
	version INTEGER NOT NULL
);
INSERT INTO "schema" VALUES(1);
CREATE TABLE scripts (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	contact TEXT, 
	ask TEXT, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	rehearsed INTEGER NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE targets (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	company TEXT NOT NULL, 
	role TEXT NOT NULL, 
	priority INTEGER NOT NULL, 
	plan_b TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
CREATE TABLE touches (
	workbook TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	ask TEXT, 
	direction TEXT NOT NULL, 
	"on" TEXT NOT NULL, 
	at TEXT, 
	channel TEXT, 
	purpose TEXT NOT NULL, 
	rung TEXT, 
	outcome TEXT, 
	helped_with TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (workbook, id)
)
 WITHOUT ROWID
;
INSERT INTO "touches" VALUES('b00c000000000001','7000000000000001',2,'c000000000000001','a000000000000001','outreach','2026-03-01',NULL,NULL,'attempt',NULL,NULL,'','Hello');
CREATE TABLE visits (
	id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	began_at TEXT NOT NULL, 
	ended_at TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "visits" VALUES('2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0','owner','2026-03-02T09:30:00.000+00:00',NULL);
CREATE TABLE workbooks (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "workbooks" VALUES('b00c000000000001',5,'2026-03-02T09:30:00.000+00:00');
CREATE INDEX changes_of_row ON changes (workbook, "of", "row");
COMMIT;
