W0017harbo
r s BC-HW--Pier Vote      03-01 0120
^BC-HW--Pier Vote, 1st Ld-Writethru,120<
^Town votes to rebuild its pier<
^AP Photo HW101<
^Eds: Adds the chairman. For global distribution<
^By JANE DOE=
^Associated Press=
	   PORT ALBA (AP) _ The board agreed on Monday to rebuild the old pier.
 
	   ``It was our pier,'' the chairman said.
 
^What comes next=
	   Work begins in spring.
^ Boats Crew
Far Skerry 7 31
	   ___
 

	   AP-WF-03-01-24 1015GMT<


W0018harbo
u i BC-HW--Flash  03-01 0010
^BC-HW--Flash,10<
^Ferry is safe in port<
AP-WF-03-01-24 2599GMT<
